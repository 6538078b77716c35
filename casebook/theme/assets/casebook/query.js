/* What a query means, in the browser: the twin of casebook/vocabulary.py (fold, concepts_in) and casebook/search/query.py.
   Both sides are held together by tests/golden/query.json. Pure functions on `casebookQuery`; no page in here.

   `cases` is a Map from id to {facet: [value, ...]}, in the order in which cases are listed without a query. */
window.casebookQuery = (() => {
  "use strict";
  const ARABIC_FORMS = { "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي" };

  /* Text without case, accents, Arabic vowel marks and letter variants, for comparison only. */
  function fold(text) {
    return text.toLowerCase().replace(/ß/g, "ss").normalize("NFKD").replace(/\p{M}|\u0640/gu, "")
      .replace(/[أإآٱىةؤئ]/g, sign => ARABIC_FORMS[sign]);
  }

  /* The folded words of a text; the Arabic article at the head of a word is dropped, and what is written with it. */
  function foldWords(text) {
    return (fold(text).match(/[\p{L}\p{N}]+/gu) ?? [])
      .map(word => word.replace(/^(?:[وف]?[بك]?ال|[وف]?لل)(?=...)/u, ""));
  }

  /* The concepts that a query names, longest phrase first, the words that remain, and whether texts can match it. */
  function conceptsIn(query, table) {
    const words = foldWords(query), concepts = new Set(), rest = [];
    let isHeld = true;
    for (let at = 0, length; at < words.length; at += length || 1) {
      length = longestPhrase(words, at, table);
      const phrase = words.slice(at, at + length).join(" ");
      const known = length > 0 && Object.hasOwn(table.held, phrase);
      if (!length) rest.push(words[at]);
      else (known ? table.held : table.unheld)[phrase].forEach(number => concepts.add(table.terms[number]));
      if (length && !known) isHeld = false;
    }
    return { concepts: [...concepts], rest: rest.join(" "), isHeld };
  }

  function longestPhrase(words, at, table) {
    for (let length = Math.min(table.longest, words.length - at); length; length--) {
      const phrase = words.slice(at, at + length).join(" ");
      if (Object.hasOwn(table.held, phrase) || Object.hasOwn(table.unheld, phrase)) return length;
    }
    return 0;
  }

  /* The words that say something, folded: without stop words. */
  function remainingWords(rest, table) {
    return rest.split(" ").filter(word => word && !table.stop.has(word));
  }

  /* A query for the texts: its words as typed, without stop words where others remain; with quotes as it is. */
  function tellingText(query, table) {
    const parts = query.slice(0, 1000).split(/\s+/).filter(part => foldWords(part).some(word => !table.stop.has(word)));
    return query.includes('"') || !parts.length ? query.slice(0, 1000) : parts.join(" ");
  }

  /* A query with its misspelt words replaced; `right` is a Map from folded words. */
  function putRight(text, right) {
    return text.replace(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu, word => right.get(foldWords(word).join(" ")) ?? word);
  }

  /* The ids of all hits: those by text in their order, then those by concept only in the order of `cases`. */
  function mergeHits(cases, whole, concepts, rest) {
    const found = merge(cases, whole, concepts, rest);
    return found.length || !rest ? found : merge(cases, whole, concepts, null);
  }

  function merge(cases, whole, concepts, rest) {
    const byText = new Set(whole), within = rest && new Set(rest), carried = new Map();
    for (const [id, values] of cases) {
      if (!byText.has(id) && (!within || within.has(id))) carried.set(id, carriedBy(values, concepts).length);
    }
    const needed = whole.length ? concepts.length : Math.max(0, ...carried.values());
    return [...whole, ...[...carried.keys()].filter(id => carried.get(id) && carried.get(id) >= needed)];
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

  /* The facet table as it arrives, with words for numbers: {cases, facets, effects, facts: Map from id to {start,
     sources}, edition}; see casebook/search/facets.py. */
  function readFacets(table) {
    const { mechanism, ...listed } = table.facets, names = Object.keys(listed);
    const cases = new Map(table.cases.map(([id, numbers, uses]) => {
      const values = Object.fromEntries(names.map((facet, at) => [facet, numbers[at].map(n => listed[facet][n][0])]));
      values.mechanism = [];
      for (let at = 0; at < uses.length; at += 2) {
        const term = mechanism[uses[at]][0];
        values.mechanism.push(term, `${term}:${table.effects[uses[at + 1]][0]}`);
      }
      return [id, values];
    }));
    const facts = new Map(table.cases.map(([id, , , start, sources]) => [id, { start, sources }]));
    return { cases, facts, facets: table.facets, effects: table.effects, edition: table.edition };
  }

  /* The table of concepts as it arrives, ready for `conceptsIn`; `phrases` are [folded, as written, numbers of terms]. */
  function readConcepts(table) {
    const parts = [table.held, table.unheld].map(part => Object.entries(part).map(([phrase, terms]) =>
      [foldWords(phrase).join(" "), phrase, terms]));
    const [held, unheld] = parts.map(rows => Object.fromEntries(rows.map(([folded, , terms]) => [folded, terms])));
    const phrases = parts.flat(), longest = Math.max(0, ...phrases.map(([folded]) => folded.split(" ").length));
    return { ...table, held, unheld, phrases, stop: new Set(table.stop.split(" ")), longest };
  }

  return { fold, foldWords, conceptsIn, remainingWords, tellingText, putRight, mergeHits, carriedBy, narrowed,
           select, countFacets, sortHits, readFacets, readConcepts };
})();
