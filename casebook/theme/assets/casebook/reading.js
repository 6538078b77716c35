/* Words and the facet table as all tools read them, on `casebook`: the twin of casebook/vocabulary.py (fold, fold_words). */
const { language, load, make, set } = casebook;
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
  return { ...table, cases, facts };
}
