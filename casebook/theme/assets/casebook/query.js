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

  /* The folded words of a text; the Arabic article at the head of a word is dropped. */
  function foldWords(text) {
    return (fold(text).match(/[\p{L}\p{N}]+/gu) ?? []).map(word => /^ال.../u.test(word) ? word.slice(2) : word);
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

  /* For each facet the number of hits by value, with the filter of that facet left out. */
  function countFacets(cases, hits, filters) {
    const chosen = Object.entries(narrowed(filters)), counts = {};
    for (const values of cases.values()) {
      for (const facet in values) {
        counts[facet] ??= {};
        for (const value of values[facet]) counts[facet][value] = 0;
      }
    }
    for (const facet in counts) {
      const others = chosen.filter(([other]) => other !== facet);
      for (const id of hits) {
        if (!passes(cases.get(id), others)) continue;
        for (const value of cases.get(id)[facet] ?? []) counts[facet][value]++;
      }
    }
    return counts;
  }

  function passes(values, chosen) {
    return chosen.every(([facet, wanted]) =>
      Object.hasOwn(values, facet) && wanted.some(value => values[facet].includes(value)));
  }

  /* The facet table as it arrives, with words for numbers: {cases, facets, effects}; see casebook/search/facets.py. */
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
    return { cases, facets: table.facets, effects: table.effects };
  }

  /* The table of concepts as it arrives, ready for `conceptsIn`. */
  function readConcepts(table) {
    const phrases = [...Object.keys(table.held), ...Object.keys(table.unheld)];
    const longest = Math.max(0, ...phrases.map(phrase => phrase.split(" ").length));
    return { ...table, stop: new Set(table.stop.split(" ")), longest };
  }

  return { fold, foldWords, conceptsIn, remainingWords, tellingText, mergeHits, carriedBy, narrowed, select, countFacets,
           readFacets, readConcepts };
})();
