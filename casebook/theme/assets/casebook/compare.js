/* What two to four cases or places share, where they differ, and in which words that is said: the twin of
   casebook/comparison/ and casebook/views/findings.py. Both sides are held together by tests/golden/comparison.
   Pure functions of the data that come with a comparison; no page in here. */
const { say, lowerFirst } = casebook;
const NONE = "none-found", UNKNOWN = "unknown", DIFFERS = "differs";
const sheets = {}; // those of casebook/views/sheets.py, by id
let words, terms, rules; // what compare-words.<language>.js holds, its terms by facet and id, the rules of a comparison

window.casebookSheet = (id, sheet) => { sheets[id] = sheet; };
window.casebookRules = data => { rules = data.comparison; };
window.casebookCompareWords = data => {
  words = data;
  terms = Object.fromEntries(Object.entries(words.terms).map(([facet, rows]) =>
    [facet, new Map(rows.map(([id, label, count], position) => [id, { label, count, position }]))]));
};

/* What is known of a term; experiments carry what they put to the test. */
const termOf = (facet, term) => (terms[facet] ?? terms.tests).get(term);
const labelOf = (facet, term) => termOf(facet, term)?.label ?? term;
const distinct = values => [...new Set(values)];
const common = values => distinct(values).length === 1 ? values[0] : DIFFERS;

/* Rows under what they have in common, both in the order in which they come first: [[key, rows], ...]. */
function grouped(rows, keyOf) {
  const found = new Map();
  for (const row of rows) found.set(keyOf(row), [...found.get(keyOf(row)) ?? [], row]);
  return [...found];
}

// Reading the sheets ----------------------------------------------------------------------------------------------

/* Each id once: a place is the union of its cases. */
const subjectsOf = ids => distinct(ids).map(id => ({ id, cases: sheets[id].cases ?? [id] }));

/* What a subject has in a row: {subject, case, value, html, more}; the facts of a place stand in its own sheet. */
const entries = ({ id, cases }, key) => (rules.place_facts.includes(key) ? [id] : cases).flatMap(one =>
  (sheets[one].rows[key] ?? []).map(([value, html, more]) =>
    ({ subject: id, case: one, value, html, more })));

/* The tags of a subject: entries with facet, term and effect. */
const tagsOf = subject => [...rules.by_term, "themes"].flatMap(facet => entries(subject, facet)
  .filter(({ value }) => value !== NONE)
  .map(entry => ({ ...entry, facet, term: entry.more ?? entry.value, effect: entry.more ? entry.value : "" })));

// Findings --------------------------------------------------------------------------------------------------------

function compare(ids) {
  const subjects = subjectsOf(ids), tags = subjects.flatMap(tagsOf);
  const findings = [...termFindings(tags, subjects.length), ...verdictFindings(subjects), ...unknowns(subjects)];
  findings.sort(byRank);
  return { subjects, findings, groups: groupsOf(subjects, tags, findings) };
}

function termFindings(tags, subjects) {
  return grouped(tags, ({ facet, term }) => `${facet}/${term}`).map(([, held]) => {
    const [{ facet, term }] = held, sides = sidesOf(held, tag => tag.effect);
    return { kind: kindOf(sides.map(side => side.value), subjects), facet, term, sides };
  }).filter(finding => finding.kind);
}

/* What each of those who have entries has to say. */
const sidesOf = (found, valueOf) => grouped(found, entry => entry.subject)
  .map(([subject, evidence]) => ({ subject, value: common(evidence.map(valueOf)), evidence }));

function kindOf(values, subjects) {
  if (values.length < 2) return "";
  if (values.includes("enabled") && values.includes("hindered")) return "opposite";
  if (values.length < subjects) return "some";
  return common(values) === DIFFERS ? "differs" : "shared";
}

/* The same test with the other verdict: all known verdicts of one say supported, all of another refuted. */
function verdictFindings(subjects) {
  const known = verdicts(subjects).filter(entry => entry.value !== UNKNOWN);
  return grouped(known, entry => entry.more)
    .map(([term, held]) => ({ kind: "other-verdict", facet: "experiments", term, sides: sidesOf(held, valueOf) }))
    .filter(({ sides }) => ["supported", "refuted"].every(value => sides.some(side => side.value === value)));
}

const verdicts = subjects => subjects.flatMap(subject => entries(subject, "experiments"));
const valueOf = entry => entry.value;

function unknowns(subjects) {
  const silent = subjects.filter(subject => !entries(subject, "results").length)
    .map(({ id }) => ({ subject: id, value: "", evidence: [] }));
  const untold = sidesOf(verdicts(subjects), valueOf).filter(side => side.value === UNKNOWN);
  return [["results", silent], ["experiments", untold]].filter(([, sides]) => sides.length)
    .map(([facet, sides]) => ({ kind: UNKNOWN, facet, term: "", sides }));
}

/* By kind, then facet, then rarer terms, then the order of the vocabulary. */
function byRank(one, other) {
  const [mine, theirs] = [one, other].map(({ kind, facet, term }) => {
    const known = termOf(facet, term);
    return [rules.kinds.indexOf(kind), rules.facets.indexOf(facet), known?.count ?? 0, known?.position ?? Infinity];
  });
  return mine.map((value, at) => value - theirs[at]).find(difference => difference) ?? 0;
}

/* Those of the findings that are said in words. */
function told(findings) {
  const of = kinds => findings.filter(finding => kinds.includes(finding.kind));
  return [...of(rules.loud), ...of(rules.quiet).slice(0, rules.most_quiet), ...of([UNKNOWN])];
}

// Rows ------------------------------------------------------------------------------------------------------------

/* Groups of rows {key, mark, cells}; a cell is a list of entries for each subject, empty where nothing is known. */
function groupsOf(subjects, tags, findings) {
  const rowOf = (key, mark, read) => ({ key, mark, cells: subjects.map(read) });
  const single = (key, mark = "") => rowOf(key, mark, subject => entries(subject, key));
  return rules.groups.map(id => {
    const found = findings.filter(finding => finding.facet === id);
    return { id, rows: id === "context" ? rules.context.map(key => single(key))
      : rules.by_term.includes(id) ? termRows(id, tags, found, rowOf) : [single(id, found[0]?.kind)] };
  });
}

function termRows(facet, tags, found, rowOf) {
  const of = ({ id }, holds) => tags.filter(tag => tag.subject === id && tag.facet === facet && holds(tag.term));
  const rows = found.map(({ term, kind }) => rowOf(term, kind, subject => of(subject, other => other === term)));
  const rest = rowOf("only-one", "", subject => [...of(subject, other => !found.some(({ term }) => term === other)),
    ...entries(subject, facet).filter(entry => entry.value === NONE)]);
  return rest.cells.some(cell => cell.length) ? [...rows, rest] : rows;
}

// Words -----------------------------------------------------------------------------------------------------------

function listing(items) {
  const parts = words.commas && items.some(item => item.includes(words.and)) ? [items.join(", ")]
    : [items.slice(0, -1).join(", "), ...items.slice(-1)];
  return parts.filter(part => part).join(words.and);
}

/* What each subject is called: its place; where two cases share one, the title stands behind it. */
function namesOf(subjects) {
  const names = subjects.map(({ id }) => sheets[id].name);
  return Object.fromEntries(subjects.map(({ id }) => {
    const { name, title } = sheets[id], isTwice = title && names.filter(other => other === name).length > 1;
    return [id, isTwice ? `${name}${words.colon} ${lowerFirst(title)}` : name];
  }));
}

function sentence({ kind, facet, term, sides }, names) {
  const { phrases } = words, mechanism = labelOf(facet, term), label = lowerFirst(mechanism);
  const placesOf = some => listing(some.map(side => names[side.subject]));
  const by = value => placesOf(sides.filter(side => side.value === value));
  const effects = listing(rules.effects.filter(by).map(value => say(phrases.effects, value, { places: by(value) })));
  return say(kind === UNKNOWN ? phrases.unknown : phrases.facets, facet, {
    mechanism, effects, term: label, test: label, places: by("supported") || placesOf(sides), others: by("refuted") });
}

/* The word before a sentence, and the one beside a row. */
const tagOf = ({ kind, sides }, subjects) => say(words.phrases.tags, kind, { some: sides.length, all: subjects });
const markOf = ({ mark, cells }) =>
  say(words.marks, mark, { some: cells.filter(cell => cell.length).length, all: cells.length });
const rowLabel = (group, key) => words.rows[key] ?? labelOf(group, key);
