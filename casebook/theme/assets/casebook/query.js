/* What a query means, in the browser: the twin of casebook/vocabulary.py (concepts_in) and casebook/search/query.py.
   Both sides are held together by tests/golden/query.json. Pure functions; no page in here.

   `cases` is a Map from id to {facet: [value, ...]}, in the order in which cases are listed without a query. */
const ELIDED = /(?<![\p{L}\p{N}])(?:[cdjlmnst]|(?:jus|lors|puis)?qu)['’](?=\p{L})/giu;
const WORDS = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
const foldWords = text => casebook.foldWords(text); // of reading.js, which comes later

/* The concepts that a query names, longest phrase first, the words that remain, and whether texts can match it. */
function conceptsIn(query, table) {
  const words = foldWords(query), concepts = new Set(), rest = [];
  let isHeld = true;
  for (let at = 0, length; at < words.length; at += length) {
    length = longestPhrase(words, at, table);
    const phrase = table.phrases.get(words.slice(at, at + length).join(" "));
    if (!phrase) rest.push(words[at]);
    else for (const term of phrase.terms) concepts.add(term);
    if (phrase && !phrase.isHeld) isHeld = false;
  }
  return { concepts: [...concepts], rest: rest.join(" "), isHeld };
}

/* How many words from one on are a phrase, or 1. */
function longestPhrase(words, at, { phrases, longest }) {
  let length = Math.min(longest, words.length - at);
  while (length > 1 && !phrases.has(words.slice(at, at + length).join(" "))) length--;
  return length;
}

/* The words that say something, folded: without stop words. */
function remainingWords(rest, table) {
  return rest.split(" ").filter(word => word && !table.stop.has(word));
}

/* French articles apart from their words, as the index has them. */
const apart = text => text.replace(ELIDED, "$& ");

/* A query for the texts: its words as typed, without stop words where others remain; with quotes as it is. */
function tellingText(query, table) {
  const text = apart(query.slice(0, 1000));
  const parts = text.split(/\s+/).filter(part => foldWords(part).some(word => !table.stop.has(word)));
  return text.includes('"') || !parts.length ? text : parts.join(" ");
}

/* A query with its misspelt words replaced; `right` is a Map from folded words. */
function putRight(text, right) {
  return text.replace(WORDS, word => right.get(foldWords(word).join(" ")) ?? word);
}

/* The ids of all hits: those by text in their order, then those by concept only in the order of `cases`; where none holds
   the `rest` of the words beside the concepts, those that hold the concepts. */
function mergeHits(cases, whole, concepts, rest) {
  const byText = new Set(whole), within = rest && new Set(rest), carried = new Map();
  for (const [id, values] of cases) {
    if (!byText.has(id) && (!within || within.has(id))) carried.set(id, carriedBy(values, concepts).length);
  }
  const needed = whole.length ? concepts.length : Math.max(0, ...carried.values());
  const found = [...whole, ...[...carried.keys()].filter(id => carried.get(id) && carried.get(id) >= needed)];
  return found.length || !rest ? found : mergeHits(cases, whole, concepts, null);
}

/* Those of the concepts ("facet/term") that a case is tagged with. */
function carriedBy(values, concepts) {
  return concepts.filter(concept => {
    const [facet, term] = concept.split("/");
    return values[facet]?.includes(term);
  });
}

/* The filters without empty facets and without mechanisms that are also chosen with an effect. */
function narrowed(filters) {
  const rows = Object.entries(filters).map(([facet, values]) => [facet, [...new Set(values)].filter(value =>
    !values.some(other => other.startsWith(`${value}:`)))]);
  return Object.fromEntries(rows.filter(([, values]) => values.length));
}

/* The hits that pass the filters, in their order: OR inside a facet, AND across facets. */
function select(cases, hits, filters) {
  const chosen = Object.entries(narrowed(filters));
  return hits.filter(id => passes(cases.get(id), chosen));
}

/* For each facet the number of hits by value, with the filter of that facet left out: a hit that fails one filter
   alone is counted in the facet of that filter, one that fails none in all. */
function countFacets(cases, hits, filters) {
  const chosen = Object.entries(narrowed(filters)), found = new Set(hits), counts = {};
  for (const [id, values] of cases) {
    const failed = found.has(id) ? chosen.filter(filter => !passes(values, [filter])).map(([facet]) => facet) : null;
    for (const facet in values) {
      const row = counts[facet] ??= {}, isCounted = failed?.every(other => other === facet) ?? false;
      for (const value of values[facet]) row[value] = (row[value] ?? 0) + isCounted;
    }
  }
  return counts;
}

/* `countFacets` of all cases, counted once. */
const countAll = index => index.counts ??= countFacets(index.cases, [...index.cases.keys()], {});

function passes(values, chosen) {
  return chosen.every(([facet, wanted]) =>
    Object.hasOwn(values, facet) && wanted.some(value => values[facet].includes(value)));
}

/* Hits in another order: "newest" (by start, not known last), "place" (by the name of the lead place), "sources". */
function sortHits(hits, order, { cases, facts, facets }) {
  const by = { newest: "start", sources: "sources" }[order];
  if (by) return [...hits].sort((one, other) => facts.get(other)[by] - facts.get(one)[by]);
  if (order !== "place") return hits;
  const names = new Map(facets.place), collator = new Intl.Collator(document.documentElement.lang);
  const nameOf = id => names.get(cases.get(id).place[0]) ?? "";
  return [...hits].sort((one, other) => collator.compare(nameOf(one), nameOf(other)));
}

/* The table of concepts as it arrives, ready for `conceptsIn`; `phrases` are {written, terms, isHeld} by what they
   fold to. */
function readConcepts(table) {
  const phrases = new Map(), { held, unheld } = table;
  let longest = 1;
  for (const part of [held, unheld]) {
    for (const written in part) {
      const words = foldWords(written), terms = part[written].map(number => table.terms[number]);
      phrases.set(words.join(" "), { written, terms, isHeld: part === held });
      longest = Math.max(longest, words.length);
    }
  }
  return { phrases, longest, parts: table.parts, stop: new Set(table.stop.split(" ")) };
}
