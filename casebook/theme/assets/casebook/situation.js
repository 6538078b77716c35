/* Which cases speak to a situation, and why: the twin of casebook/situations.py and of `reasons_in_words` in
   casebook/views/situations.py, held together by tests/golden/situation. Pure functions; no page in here.

   A situation is {blocks, theme, size, region, language, income, stage, have, place}, each a list of ids. */

/* The facet table as reading.js reads it, with the mechanisms that were answered: Map from id to values. */
function readCases(table, { cases }) {
  for (const row of table.cases) cases.get(row[0]).answered = row[5].map(number => table.facets.mechanism[number][0]);
  return cases;
}

/* The cases that share anything, those that share most first: [{id, score, reasons: [[kind, term]], differs,
   unknown}]. `rules` are those of casebook/situations.py. */
function rank(cases, situation, rules) {
  const rarity = rarityOf(cases, situation), order = Object.keys(rules.weights), of = {};
  const known = { ...rules, rarity, order, asked: rules.context.filter(key => situation[key].length) };
  const found = [...cases].filter(([, values]) => !values.place.some(place => situation.place.includes(place)))
    .map(([id, values]) => match(id, values, situation, known)).filter(({ reasons }) => reasons.length);
  return found.sort((one, other) => other.score - one.score).filter(({ id }) => {
    const { place } = cases.get(id), isFew = place.every(name => (of[name] ?? 0) < rules.most_of_a_place);
    if (isFew) for (const name of place) of[name] = (of[name] ?? 0) + 1;
    return isFew;
  });
}

/* From 1, for what every case has, to 2. */
function rarityOf(cases, { blocks, have, theme }) {
  const all = [...cases.values()], rarity = {};
  for (const [facet, terms] of [["mechanism", [...blocks, ...have]], ["theme", theme]]) {
    for (const term of terms) {
      const holders = all.filter(values => values[facet]?.includes(term)).length;
      rarity[term] = holders && all.length > 1 ? 1 + Math.log(all.length / holders) / Math.log(all.length) : 1;
    }
  }
  return rarity;
}

function match(id, values, situation, { weights, effects, digits, rarity, order, asked }) {
  const reasons = [];
  for (const term of situation.blocks) {
    if (!values.mechanism.includes(term)) continue;
    for (const effect in effects) {
      const isAnswered = effects[effect] === "hindered" && values.answered.includes(term);
      if (values.mechanism.includes(`${term}:${effect}`)) reasons.push([isAnswered ? "answered" : effects[effect], term]);
    }
  }
  const shared = key => situation[key].find(term => values[key]?.includes(term));
  for (const key of asked) if (shared(key)) reasons.push([key, shared(key)]);
  for (const term of situation.have) if (values.mechanism.includes(`${term}:enabled`)) reasons.push(["have", term]);
  reasons.sort(([one], [other]) => order.indexOf(one) - order.indexOf(other));
  const score = reasons.reduce((sum, [kind, term]) => sum + weights[kind] * (rarity[term] ?? 1), 0);
  return {
    id, score: Math.round(score * 10 ** digits) / 10 ** digits, reasons,
    differs: asked.filter(key => values[key]?.length && !shared(key)),
    unknown: asked.filter(key => !values[key]?.length),
  };
}

/* Why a case is shown, and what to mind: two texts; `labelOf` gives the label of a mechanism inside a sentence. */
function inWords({ reasons, differs, unknown }, words, labelOf) {
  const told = { differs: differs.map(key => words.facts[key]), unknown: unknown.map(key => words.facts[key]) };
  for (const [kind, term] of reasons) {
    const fact = words.facts[kind];
    const part = fact ? "common" : kind === "answered" || kind === "hindered" ? "barrier" : kind;
    (told[part] ??= []).push(fact ?? labelOf(term));
  }
  const sentences = (...parts) => parts.filter(part => told[part]?.length)
    .map(part => casebook.say(words, part, { terms: told[part].join(", ") })).join(" ");
  return [sentences("barrier", "mixed", "helped", "common", "have"), sentences("differs", "unknown")];
}
