/* What two to four cases or places share, where they differ, and in which words that is said: the twin of
   casebook/comparison/ and casebook/views/findings.py. Both sides are held together by tests/golden/comparison.
   Pure functions on `casebookComparison`; no page in here.

   `sheets` are those of casebook/views/sheets.py by id, `words` what stands in compare-words.<language>.js,
   `rules` the part `comparison` of rules.js. */
window.casebookComparison = (sheets, words, rules) => {
  "use strict";
  const NONE = "none-found", UNKNOWN = "unknown", DIFFERS = "differs";
  const terms = Object.fromEntries(Object.entries(words.terms).map(([facet, rows]) =>
    [facet, new Map(rows.map(([id, label, count], position) => [id, { label, count, position }]))]));
  const labelOf = (facet, term) => terms[facet].get(term)?.label ?? term;
  const all = cells => [...new Set(cells)];
  const common = values => all(values).length === 1 ? values[0] : DIFFERS;
  const { say, lowerFirst } = casebook;

  // Reading the sheets --------------------------------------------------------------------------------------------

  /* Each id once: a place is the union of its cases. */
  function subjectsOf(ids) {
    return all(ids).map(id => ({ id, kind: sheets[id].title ? "case" : "place", cases: sheets[id].cases ?? [id] }));
  }

  /* What a case has in a row: {case, field, value, html, more}. */
  function entriesOf(id, key) {
    return (sheets[id].rows[key] ?? []).map(([value, html, more], at) => ({
      case: id, value, html, more,
      field: rules.single.includes(key) || value === NONE ? key : `${key}[${at + 1}]`,
    }));
  }

  const entries = ({ cases }, key) => cases.flatMap(id => entriesOf(id, key)
    .map(entry => ({ ...entry, isNamed: cases.length > 1 })));

  /* The tags of a subject: entries with facet, term and effect. */
  function tagsOf(subject) {
    return [...rules.by_term, "themes"].flatMap(facet => entries(subject, facet).filter(entry => entry.value !== NONE)
      .map(entry => ({ ...entry, facet, term: entry.more ?? entry.value, effect: entry.more ? entry.value : "" })));
  }

  // Findings ------------------------------------------------------------------------------------------------------

  function compare(ids) {
    const subjects = subjectsOf(ids), tags = new Map(subjects.map(subject => [subject.id, tagsOf(subject)]));
    const findings = [...termFindings(subjects, tags), ...verdictFindings(subjects), ...unknowns(subjects)].sort(byRank);
    return { subjects, findings, groups: groupsOf(subjects, tags, findings) };
  }

  function termFindings(subjects, tags) {
    const carried = new Map();
    for (const { id } of subjects) {
      for (const tag of tags.get(id)) {
        const key = `${tag.facet}/${tag.term}`;
        if (!carried.has(key)) carried.set(key, { facet: tag.facet, term: tag.term, holders: grouped([]) });
        put(carried.get(key).holders, id, tag);
      }
    }
    return [...carried.values()].map(({ facet, term, holders }) => {
      const sides = [...holders].map(([subject, evidence]) => sideOf(subject, evidence, evidence.map(tag => tag.effect)));
      return { kind: kindOf(sides.map(side => side.value), subjects.length), facet, term, sides };
    }).filter(finding => finding.kind);
  }

  function grouped(rows) {
    const found = new Map();
    for (const [key, value] of rows) put(found, key, value);
    return found;
  }

  function put(map, key, value) {
    if (!map.has(key)) map.set(key, []);
    map.get(key).push(value);
  }

  const sideOf = (subject, evidence, values) => ({ subject, value: common(values), evidence });

  function kindOf(values, subjects) {
    if (values.length < 2) return "";
    if (values.includes("enabled") && values.includes("hindered")) return "opposite";
    if (values.length < subjects) return "some";
    return common(values) === DIFFERS ? "differs" : "shared";
  }

  /* The same test with the other verdict: all known verdicts of one say supported, all of another refuted. */
  function verdictFindings(subjects) {
    const sides = new Map();
    for (const subject of subjects) {
      const known = entries(subject, "experiments").filter(entry => entry.value !== UNKNOWN);
      for (const [test, found] of grouped(known.map(entry => [entry.more, entry]))) {
        put(sides, test, sideOf(subject.id, found, found.map(entry => entry.value)));
      }
    }
    return [...sides].filter(([, held]) => ["supported", "refuted"].every(value => held.some(side => side.value === value)))
      .map(([term, held]) => ({ kind: "other-verdict", facet: "experiments", term, sides: held }));
  }

  function unknowns(subjects) {
    const silent = subjects.filter(subject => !entries(subject, "results").length)
      .map(({ id }) => ({ subject: id, value: "", evidence: [] }));
    const untold = subjects.map(subject => ({ subject: subject.id, value: UNKNOWN, evidence: entries(subject, "experiments") }))
      .filter(({ evidence }) => evidence.length && evidence.every(entry => entry.value === UNKNOWN));
    return [["results", silent], ["experiments", untold]].filter(([, sides]) => sides.length)
      .map(([facet, sides]) => ({ kind: UNKNOWN, facet, term: "", sides }));
  }

  /* By kind, then facet, then rarer terms, then the order of the vocabulary. */
  function byRank(one, other) {
    const [mine, theirs] = [one, other].map(({ kind, facet, term }) => {
      const known = (terms[facet] ?? terms.tests).get(term);
      return [rules.kinds.indexOf(kind), rules.facets.indexOf(facet), known?.count ?? 0, known?.position ?? Infinity];
    });
    return mine.map((value, at) => value - theirs[at]).find(difference => difference) ?? 0;
  }

  /* Those of the findings that are said in words. */
  function told(findings) {
    const of = kinds => findings.filter(finding => kinds.includes(finding.kind));
    return [...of(rules.loud), ...of(rules.quiet).slice(0, rules.most_quiet), ...of([UNKNOWN])];
  }

  // Rows ----------------------------------------------------------------------------------------------------------

  /* Groups of rows {key, mark, cells}; a cell is a list of entries for each subject, empty where nothing is known. */
  function groupsOf(subjects, tags, findings) {
    const rowOf = (key, mark, read) => ({ key, mark, cells: subjects.map(read) });
    const readers = {
      context: () => rules.context.map(key => rowOf(key, "", subject =>
        rules.place_facts.includes(key) ? placeFacts(subject, key) : entries(subject, key))),
    };
    for (const facet of rules.by_term) readers[facet] = () => termRows(facet, tags, findings, rowOf);
    return rules.groups.map(id => ({ id, rows: (readers[id] ?? (() => [
      rowOf(id, findings.find(finding => finding.facet === id)?.kind ?? "", subject => entries(subject, id))]))() }));
  }

  function termRows(facet, tags, findings, rowOf) {
    const found = findings.filter(finding => finding.facet === facet), order = found.map(finding => finding.term);
    const of = subject => tags.get(subject.id).filter(tag => tag.facet === facet);
    const rows = found.map(({ term, kind }) => rowOf(term, kind, subject => of(subject).filter(tag => tag.term === term)));
    const rest = rowOf("only-one", "", subject => [...of(subject).filter(tag => !order.includes(tag.term)),
      ...entries(subject, facet).filter(entry => entry.value === NONE)]);
    return rest.cells.some(cell => cell.length) ? [...rows, rest] : rows;
  }

  /* A fact of the places of a subject. Equal values are told once, but each size, for its number of residents. */
  function placeFacts({ id, kind, cases }, key) {
    const [first = ""] = cases, found = new Map();
    for (const entry of entriesOf(first || id, key)) {
      const place = sheets[first]?.places[entry.more];
      const field = first ? `places[${entry.more + 1}]` : id, mark = entry.value + (key === "size" ? field : "");
      if (kind === "case" || !first || place === id) {
        if (!found.has(mark)) found.set(mark, { ...entry, case: first, field });
      }
    }
    return [...found.values()];
  }

  // Words ---------------------------------------------------------------------------------------------------------

  function listing(items) {
    const parts = words.commas && items.some(item => item.includes(words.and)) ? [items.join(", ")]
      : [items.slice(0, -1).join(", "), ...items.slice(-1)];
    return parts.filter(part => part).join(words.and);
  }

  /* What each subject is called: its place; where two cases share one, the title stands behind it. */
  function namesOf(subjects) {
    const names = subjects.map(({ id }) => sheets[id].name);
    return Object.fromEntries(subjects.map(({ id, kind }, at) => [id, kind === "case" && names.filter(name =>
      name === names[at]).length > 1 ? `${names[at]}${words.colon} ${lowerFirst(sheets[id].title)}` : names[at]]));
  }

  function sentence({ kind, facet, term, sides }, names) {
    const said = words.phrases, by = grouped(sides.map(side => [side.value, names[side.subject]]));
    const places = listing(sides.map(side => names[side.subject]));
    if (kind === UNKNOWN) return say(said.unknown, facet, { places });
    if (kind === "other-verdict") {
      return say(said.verdict, "other", { test: lowerFirst(labelOf("tests", term)), places: listing(by.get("supported")),
                                        others: listing(by.get("refuted")) });
    }
    const effects = listing(rules.effects.filter(value => by.has(value))
      .map(value => say(said.effects, value, { places: listing(by.get(value)) })));
    return facet === "mechanisms" ? say(said.facets, facet, { mechanism: labelOf(facet, term), effects })
      : say(said.facets, facet, { places, term: lowerFirst(labelOf(facet, term)) });
  }

  /* The word before a sentence, and the one beside a row. */
  const tagOf = ({ kind, sides }, subjects) => say(words.phrases.tags, kind, { some: sides.length, all: subjects });
  const markOf = ({ mark, cells }) =>
    say(words.marks, mark, { some: cells.filter(cell => cell.length).length, all: cells.length });
  const rowLabel = (group, key) => words.rows[key] ?? labelOf(group, key);

  return { compare, told, namesOf, listing, sentence, tagOf, markOf, rowLabel, labelOf };
};
