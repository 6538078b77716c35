/* The checker of the form: the twin of casebook/validation, held together with it by tests/test_form_rules.py. It holds
   no rule that is only data: fields, terms, limits, patterns and words come from form-rules.<language>.js, which
   casebook/form_rules.py makes. Pure functions; no page in here. Needs `casebook.foldWords` of reading.js.

   Each check takes a study, {data, texts, id, today, places, terms}, and yields [rule, path, values]. */
(() => {
"use strict";
let rules = null;

/* The rules as they arrive, with patterns ready to use and lists as sets. */
globalThis.casebookFormRules = given => {
  const ends = { "": ["", ""], "^": ["^(?:", ")"], "$": ["^(?:", ")$"] };
  const patterns = Object.entries(given.patterns).map(([name, [source, flags, how]]) =>
    [name, new RegExp(ends[how][0] + source + ends[how][1], flags)]);
  rules = { ...given, patterns: Object.fromEntries(patterns), terms: sets(given.terms), codes: sets(given.codes),
    cases: setOf(given.cases) };
};

/* The problems of the plain data of a file, as texts: [{path, rule, level, message, remedy}]. */
casebook.formCheck = (data, { id, today = dayOf(new Date()) } = {}) => {
  const study = { data, texts: textsIn(data), id, today, ...withProposals(data) }, found = new Map();
  for (const check of CHECKS) {
    for (const [rule, path, values = {}] of check(study)) {
      const [level, message, remedy] = rules.rules[rule];
      const problem = { path, rule, level, message: filledIn(message, values), remedy: filledIn(remedy, values) };
      found.set(JSON.stringify([path, rule, problem.message]), problem);
    }
  }
  return [...found.values()];
};

const setOf = text => new Set(text.split(" ").filter(Boolean));
const sets = texts => Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, setOf(text)]));
const dayOf = date => new Date(date - date.getTimezoneOffset() * 60000).toISOString().slice(0, 10);

/* Patterns by name ------------------------------------------------------------------------------------------------ */

const has = (name, text) => text.search(rules.patterns[name]) >= 0;
const all = (name, text) => [...text.matchAll(rules.patterns[name])];
const written = (name, text) => unique(all(name, text).map(match => match[0]));
const without = (name, text, put = "") => text.replace(rules.patterns[name], put);
const unique = values => [...new Set(values)];

/* Words ----------------------------------------------------------------------------------------------------------- */

const filledIn = (template, values) => template.replace(/\{\{|\}\}|\{(\w+)\}/g, (sign, name) =>
  name ? values[name]?.kind ?? shorten(values[name] ?? "", rules.limits.shown) : sign[0]);

function shorten(value, limit) {
  const signs = [...wordsIn(String(value).replace(/(?! )[\p{C}\p{Z}]/gu, " ")).join(" ")];
  return signs.length <= limit ? signs.join("") : signs.slice(0, limit - 1).join("") + "…";
}

const wordsIn = text => text.split(/\s+/).filter(Boolean);

function kindOf(value) {
  if (typeof value === "string") return { kind: `"${shorten(value, rules.limits.shown - 2)}"` };
  const kinds = rules.kinds;
  return { kind: Array.isArray(value) ? (value.length ? kinds.list : kinds.empty) : value ? kinds.map : kinds.nothing };
}

/* The allowed value that is most like the one found; where none is like it, all if they are few, else some. */
function nearest(value, allowed) {
  const known = [...allowed].sort(), word = [...value].slice(0, rules.limits.shown).join("").toLowerCase();
  let best = "", most = 0.5;
  for (const name of known) {
    const [one, other] = [[...name.toLowerCase()], [...word]];
    const score = 2 * alike(one, other) / (one.length + other.length);
    if (score >= most) [best, most] = [name, score];
  }
  return best || (known.length <= 6 ? known.join(", ") : `${known.slice(0, 4).join(", ")} …`);
}

/* How many signs two words share in order: the longest run, then what stands before and behind it. */
function alike(one, other) {
  let [from, to, length] = [0, 0, 0];
  for (let i = 0; i < one.length; i++) {
    for (let j = 0; j < other.length; j++) {
      let run = 0;
      while (i + run < one.length && one[i + run] === other[j + run]) run++;
      if (run > length) [from, to, length] = [i, j, run];
    }
  }
  return length && length + alike(one.slice(0, from), other.slice(0, to))
    + alike(one.slice(from + length), other.slice(to + length));
}

/* Plain data ------------------------------------------------------------------------------------------------------ */

const isMap = value => typeof value === "object" && value !== null && !Array.isArray(value);
const listAt = (data, key) => Array.isArray(data[key]) ? data[key] : [];

function children(value) {
  if (Array.isArray(value)) return value.map((child, at) => [at, child]);
  return isMap(value) ? Object.entries(value).filter(([, child]) => child !== undefined) : [];
}

function textsIn(value, path = []) {
  if (typeof value === "string") return [[path, value]];
  return children(value).flatMap(([key, child]) => textsIn(child, [...path, key]));
}

/* The texts at a pattern such as `methods.*.method`; what has another shape is passed over. */
function select(value, pattern, path = []) {
  if (!pattern.length) return typeof value === "string" ? [[path, value]] : [];
  const [head, ...rest] = typeof pattern === "string" ? pattern.split(".") : pattern;
  const every = Array.isArray(value) ? "*" : "?";
  return children(value).filter(([key]) => head === every || head === key)
    .flatMap(([key, child]) => select(child, rest, [...path, key]));
}

const filled = (data, pattern) => select(data, pattern).filter(([, text]) => text.trim());

/* The texts of the story, without terms, numbers and addresses. */
function storyOf({ texts }) {
  return texts.filter(([path, text]) => {
    const fields = rules.texts[path[0]], last = path.at(-1);
    if (!fields || (path.length === 1 && text === "none-found")) return false;
    return fields.length ? fields.includes(last) : path.length === 1 || typeof last === "number";
  });
}

/* Fields ---------------------------------------------------------------------------------------------------------- */

const FORMS = {
  number: ["type-number", value => has("decimal", value) && value.match(/\d/g).length <= rules.limits.digits],
  count: ["type-count", value => /^\d{1,18}$/.test(value) && /[1-9]/.test(value)],
  date: ["type-date", isDate],
  address: ["link-address", isAddress],
};

const checkFields = ({ data }) => checkRecord(rules.spec, data, []);

function checkValue(spec, value, path) {
  if (spec.none && value === "none-found") return [];
  if (spec.none && !value?.length && (value === null || Array.isArray(value))) {
    return [["list-unanswered", path, { found: kindOf(value) }]];
  }
  if (value === null) return [["text-empty", path]];
  if (spec.fields) return checkRecord(spec, value, path);
  if (spec.items) return checkList(spec, value, path);
  return checkScalar(spec, value, path);
}

function checkRecord({ fields, required = [] }, value, path) {
  if (!isMap(value)) return [["type-map", path, { found: kindOf(value) }]];
  const known = Object.keys(fields), found = [], meant = [];
  for (const [key, child] of children(value)) {
    if (Object.hasOwn(fields, key)) {
      found.push(...checkValue(fields[key], child, [...path, key]));
      continue;
    }
    meant.push(nearest(key, known));
    found.push(["field-unknown", [...path, key], { found: key, nearest: meant.at(-1) }]);
  }
  const missing = required.filter(key => value[key] === undefined && !meant.includes(key));
  return [...found, ...missing.map(key => ["field-missing", [...path, key], { found: key }])];
}

function checkList({ items, min = 0, max, none }, value, path) {
  if (!Array.isArray(value)) return [[none ? "type-list-or-none-found" : "type-list", path, { found: kindOf(value) }]];
  if (value.length > max) return [["list-long", path, { found: value.length, limit: max }]];
  const short = value.length < min ? [["list-short", path, { found: value.length, limit: min }]] : [];
  return [...short, ...value.flatMap((child, at) => checkValue(items, child, [...path, at]))];
}

function checkScalar({ form, pattern, length, least, most }, value, path) {
  const [rule, isRight] = FORMS[form] ?? ["type-text", () => true];
  if (typeof value !== "string" || !isRight(value)) return [[rule, path, { found: kindOf(value) }]];
  if (least && +value < +least) return [["number-range", path, { found: value, limit: least }]];
  if (most && +value > +most) return [["number-range", path, { found: value, limit: most }]];
  if (form) return [];
  if (pattern) return new RegExp(pattern).test(value) ? [] : [[`${path.at(-1)}-unknown`, path, { found: value }]];
  const size = [...value.trim()].length;
  if (!size) return [["text-empty", path]];
  return size > length ? [["text-length", path, { found: size, limit: length }]] : [];
}

function isDate(value) {
  if (!has("date", value)) return false;
  const [year, month = 1, day = 1] = value.split("-").map(Number);
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return year > 0 && day > 0 && day <= days[month - 1];
}

function isAddress(value) {
  if ([...value].length > 2000 || /[\p{C}\p{Z}<>"`{}|\\^]/u.test(value)) return false;
  const [, host, port] = /^https?:\/\/([^/?#@:[\]]+|\[[\da-f:.]+\])(?::(\d*))?(?:[/?#]|$)/i.exec(value) ?? [];
  const isPort = !port || (+port > 0 && +port < 65536);
  return host !== undefined && isPort && (host.startsWith("[") || !/[/?#@:]/.test(host.normalize("NFKC")));
}

/* Names that must be known ---------------------------------------------------------------------------------------- */

/* The places and terms of the library with those that the file proposes. */
function withProposals(data) {
  const places = new Set([...Object.keys(rules.places), ...filled(data, "proposed.places.*.id").map(([, id]) => id)]);
  const terms = { ...rules.terms };
  for (const { facet, id } of listAt(data.proposed ?? {}, "terms").filter(isMap)) {
    if (rules.proposable.includes(facet) && isSaid(id)) terms[facet] = new Set([...terms[facet], id]);
  }
  return { places, terms };
}

const isSaid = value => typeof value === "string" && value.trim() !== "";

function* checkTerms({ data, terms }) {
  yield* unknownTerms(data, rules.caseTerms, terms);
  yield* unknownTerms(data, rules.proposedTerms, rules.terms);
}

function* unknownTerms(data, patterns, terms) {
  for (const [pattern, facet] of Object.entries(patterns)) {
    for (const [path, found] of filled(data, pattern)) {
      if (terms[facet].has(found)) continue;
      const other = rules.tagged.includes(facet) && rules.tagged.find(each => terms[each].has(found));
      yield other ? ["term-misplaced", path, { found, facet, other }]
        : ["term-unknown", path, { found, facet, nearest: nearest(found, terms[facet]) }];
    }
  }
}

function* checkRepeated({ data }) {
  for (const pattern of rules.once) {
    const seen = new Set();
    for (const [path, found] of filled(data, pattern)) {
      if (seen.has(found)) yield ["term-repeated", path, { found }];
      seen.add(found);
    }
  }
}

function* checkNames({ data, places, id }) {
  for (const [path, found] of filled(data, "places.*")) {
    if (!places.has(found)) yield ["place-unknown", path, { found, nearest: nearest(found, places) }];
  }
  for (const [path, found] of filled(data, "language")) {
    const { languages } = rules;
    if (!languages.includes(found)) yield ["language-not-offered", path, { found, nearest: languages.join(", ") }];
  }
  for (const [path, found] of filled(data, "learned_from.*.case")) {
    if (found === id) yield ["lineage-loop", path, { found: `${id} → ${id}` }];
    else if (!rules.cases.has(found)) yield ["lineage-unknown", path, { found, nearest: nearest(found, rules.cases) }];
  }
  for (const [at, entry] of listAt(data, "learned_from").entries()) {
    if (isMap(entry) && !children(entry).some(([key]) => key === "case" || key === "place")) {
      yield ["lineage-empty", ["learned_from", at]];
    }
  }
}

function* checkId({ id }) {
  if (id === "") yield ["field-missing", [], { found: "id" }];
  else if (id !== undefined && !has("id", id)) yield ["id-form", [], { found: `${id}.yml` }];
}

function* checkProposals({ data }) {
  const { places, proposable, tagged, terms } = rules;
  const open = (path, found, isKnown) => [
    !has("id", found) ? "id-key-form" : isKnown ? "proposal-known" : "proposal-open", path, { found }];
  for (const [path, id] of filled(data, "proposed.places.*.id")) yield open(path, id, Object.hasOwn(places, id));
  for (const [path, found] of filled(data, "proposed.terms.*.facet")) {
    const { id } = data.proposed.terms[path[2]], facets = tagged.includes(found) ? tagged : [found];
    if (!proposable.includes(found)) yield ["proposal-facet", path, { found, nearest: nearest(found, proposable) }];
    else if (isSaid(id)) yield open([...path.slice(0, 3), "id"], id, facets.some(facet => terms[facet].has(id)));
  }
  for (const [pattern, code] of [["country", "country"], ["languages.*", "language"]]) {
    for (const [path, found] of filled(data, `proposed.places.*.${pattern}`)) {
      if (!rules.codes[code].has(found)) yield [`${code}-unknown`, path, { found }];
    }
  }
}

/* Sources --------------------------------------------------------------------------------------------------------- */

function* checkCitations({ data, texts }) {
  const sources = listAt(data, "sources"), used = new Set(), cited = [];
  for (const [path, text] of texts) {
    if (!text.includes("[") || path[0] === "sources") continue;
    const plain = withoutCode(text);
    cited.push(...unique(all("citation", plain).map(match => match[1])).map(number => [path, number]));
    for (const found of written("numberList", plain)) {
      yield ["citation-form", path, { found }];
      for (const number of numbersIn(found)) used.add(number);
    }
  }
  for (const pattern of rules.numbers) {
    cited.push(...select(data, pattern).filter(([, text]) => /^0*[1-9]\d{0,17}$/.test(text)));
  }
  for (const [path, text] of cited) {
    const number = BigInt(text);
    used.add(Number(text));
    if (sources.length && (number < 1n || number > BigInt(sources.length))) {
      yield ["citation-without-source", path, { found: number, limit: sources.length }];
    }
  }
  for (const at of sources.keys()) {
    if (!used.has(at + 1)) yield ["source-not-cited", ["sources", at], { found: at + 1 }];
  }
}

/* The sources that `[1, 3]` or `[1-3]` means, in the digits of any script. */
function numbersIn(found) {
  const numbers = (found.match(/\p{Nd}+/gu) ?? []).map(text => Number([...text].map(digitOf).join("")));
  if (!/[–-]/.test(found)) return numbers;
  return Array.from({ length: Math.max(0, numbers.at(-1) - numbers[0]) }, (_, at) => numbers[0] + at);
}

/* The digits of each script stand in a row of ten. */
function digitOf(sign) {
  let at = sign.codePointAt(0), count = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(--at))) count++;
  return count % 10;
}

function* checkSources({ data, terms }) {
  const first = new Map(), kinds = select(data, "sources.*.kind").map(([, kind]) => kind);
  for (const [path, address] of filled(data, "sources.*.url")) {
    if (first.has(address)) yield ["source-repeated", path, { number: first.get(address) }];
    else first.set(address, path[1] + 1);
  }
  if (listAt(data, "sources").length === 1) yield ["sources-few", ["sources"]];
  else if (areAll(kinds, terms.source_kinds, rules.independent)) yield ["sources-not-independent", ["sources"]];
}

/* Whether there are values, and all are known and none is one of these. */
const areAll = (values, known, others) =>
  values.length > 0 && values.every(value => known.has(value) && !others.includes(value));

/* Dates, amounts, effects ----------------------------------------------------------------------------------------- */

function* checkPeriod({ data }) {
  const { start: limit, end: found } = Object.fromEntries(
    select(data, "period.?").filter(([, text]) => isDate(text)).map(([[, key], text]) => [key, text]));
  const isEarlier = limit && found && found < limit.slice(0, found.length);
  if (isEarlier) yield ["period-order", ["period", "end"], { found, limit }];
}

function* checkChecked({ data, today }) {
  for (const [path, found] of select(data, "checked")) {
    if (!isDate(found)) continue;
    if (found > today.slice(0, found.length)) yield ["checked-in-future", path, { found, limit: today }];
    const months = monthsOf(today) - monthsOf(found);
    if (months > rules.limits.stale) yield ["checked-long-ago", path, { found, limit: rules.limits.stale }];
  }
}

const monthsOf = date => +date.slice(0, 4) * 12 + +(date.slice(5, 7) || 12);

function* checkAmounts({ data: { budget, results } }) {
  const lacks = (record, key, other) => isMap(record) && hasAny(record[key]) && record[other] === undefined;
  if (lacks(budget, "amount", "currency")) yield ["budget-currency", ["budget", "amount"]];
  for (const [path, found] of select({ budget }, "budget.currency")) {
    if (/^[A-Z]{3}$/.test(found) && !rules.codes.currency.has(found)) yield ["currency-unknown", path, { found }];
  }
  for (const [at, result] of listAt({ results }, "results").entries()) {
    if (lacks(result, "unit", "value")) yield ["result-unit", ["results", at, "unit"]];
  }
}

/* Whether anything is written: a text, entries, keys. */
const hasAny = value => typeof value === "string" ? value !== "" : children(value).length > 0;

function* checkEffects({ data, terms }) {
  const effects = select(data, "mechanisms.*.effect").map(([, effect]) => effect);
  if (areAll(effects, terms.effects, ["hindered", "mixed"])) yield ["nothing-hindered", ["mechanisms"]];
  for (const [at, use] of listAt(data, "mechanisms").entries()) {
    if (isMap(use) && hasAny(use.moved) && use.effect === "enabled") {
      yield ["moved-without-obstacle", ["mechanisms", at, "moved"]];
    }
  }
}

/* What may not stand in any text ---------------------------------------------------------------------------------- */

function* checkTexts({ texts }) {
  for (const [path, text] of texts) {
    for (const sign of written("control", text)) yield ["file-character", path, { found: codeOf(sign) }];
    if (["url", "source_url"].includes(path.at(-1)) || !has("unusual", text) || isAddress(text)) continue;
    for (const [rule, found] of unfitIn(text)) yield [rule, path, { found }];
  }
}

function unfitIn(text) {
  const readable = withoutCode(text), unlinked = without("link", text), tags = written("html", readable);
  const links = all("link", readable).map(([, one = "", other = ""]) => other.length > one.length ? other : one);
  const odd = links.filter(link => !isAddress(link)), isMail = link => /^mailto:/i.test(link);
  const opening = tags.filter(tag => !tag.startsWith("</"));
  const rows = {
    "text-html": opening.length ? opening : tags,
    "text-braces": written("braces", text),
    "link-scheme": odd.filter(link => !isMail(link)),
    "text-email": [...written("email", unlinked), ...odd.filter(isMail).map(link => link.slice(7))],
    "text-phone": written("phone", unlinked),
    "text-hidden-sign": written("hidden", text).map(codeOf),
  };
  return Object.entries(rows).flatMap(([rule, found]) => found.map(value => [rule, value]));
}

const codeOf = sign => `U+${sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

/* Text without what stands between backticks: a run of them up to the next run of the same length. */
const withoutCode = text => text.includes("`") ? text.split(/\n[ \t]*\n/).map(withoutSpans).join("\n\n") : text;

function withoutSpans(paragraph) {
  const parts = paragraph.split(/(`+)/), ends = {}, after = {};
  for (let at = parts.length - 2; at > 0; at -= 2) {
    after[at] = ends[parts[at].length] ?? 0;
    ends[parts[at].length] = at;
  }
  let kept = "";
  for (let at = 0; at < parts.length; at++) {
    if (after[at]) at = after[at];
    else kept += parts[at];
  }
  return kept;
}

/* How it is written ----------------------------------------------------------------------------------------------- */

function* checkFigures({ data }) {
  for (const pattern of rules.citing) {
    for (const [path, text] of select(data, pattern)) {
      for (const found of uncitedFigures(text)) yield ["figure-without-citation", path, { found }];
    }
  }
}

/* The first sentence of each paragraph or entry that states a figure which no citation covers. */
function uncitedFigures(text) {
  const found = [];
  let isLed = false;
  for (const [block, isItem] of blocksOf(without("linked", withoutCode(text)))) {
    if (isItem && isLed) continue;
    isLed = block.trimEnd().endsWith(":") && has("cites", block);
    found.push(...uncited(block).filter(statesFigure).slice(0, 1));
  }
  return found;
}

/* The paragraphs and entries of lists of a text, without the marks of lists, and whether they are entries. */
function blocksOf(text) {
  const blocks = [];
  let lines = [], isItem = false;
  for (const line of [...text.split(/\r?\n/), ""]) {
    const [mark] = all("item", line), isBlank = !line.trim();
    if (lines.length && (mark || isBlank)) {
      blocks.push([lines.join("\n"), isItem]);
      lines = [];
    }
    if (isBlank) continue;
    if (mark || !lines.length) isItem = Boolean(mark);
    lines.push(mark ? line.slice(mark[0].length) : line);
  }
  return blocks;
}

/* The sentences of a paragraph that stand after the last one that cites. */
function uncited(block) {
  const sentences = block.split(rules.patterns.end);
  return sentences.slice(sentences.findLastIndex(sentence => has("cites", sentence)) + 1);
}

const statesFigure = sentence => has("figure", without("counted", sentence)) && !has("ofSources", sentence)
  && !sentence.trimEnd().endsWith("?") && wordsIn(sentence).length >= rules.limits.words;

function* checkParagraphs(study) {
  const limit = rules.limits.paragraph;
  for (const [path, text] of storyOf(study)) {
    for (const [block] of blocksOf(without("citation", text))) {
      const found = wordsIn(block).length;
      if (found > limit) yield ["paragraph-long", path, { found, limit }];
    }
  }
}

function* checkWording(study) {
  const language = languageOf(study.data);
  for (const [path, text] of rules.worded.includes(language) ? storyOf(study) : []) {
    if (rules.naming.includes(path[0])) continue;
    const plain = without("quoted", without("linked", withoutCode(text)), '""');
    for (const kind of ["praise", "vague"]) {
      for (const match of all(`${kind}-${language}`, plain)) {
        if (!isName(plain, match)) yield [`text-${kind}`, path, { found: match[0] }];
      }
    }
  }
}

const languageOf = ({ language }) => typeof language === "string" ? language : "";

/* Whether words are part of a name: written with a capital where no sentence begins, or before another capital. */
function isName(text, { 0: words, index }) {
  const before = text.slice(Math.max(0, index - 9), index).replace(/[ \t\n*_(>]+$/, ""), end = index + words.length;
  const isCapital = sign => /^\p{Lu}/u.test(sign), begins = /(^|[.!?:…-])$/.test(before);
  return isCapital(words) && (!begins || isCapital(text.slice(end, end + 2).trimStart()));
}

/* The summary ----------------------------------------------------------------------------------------------------- */

function* checkSummary({ data }) {
  const { title, summary } = data;
  if (typeof summary !== "string") return;
  const words = casebook.foldWords(summary);
  if (typeof title === "string") {
    const told = unique(casebook.foldWords(title)), shared = told.filter(word => words.includes(word));
    if (told.length > 2 && shared.length >= 0.9 * told.length) yield ["summary-repeats-title", ["summary"]];
  }
  if (!summary.trim()) return;
  const names = placeWords(data), lead = leadOf(data);
  if (names.length && wordsIn(summary).length >= rules.limits.words && !words.some(word => isIn(word, names))) {
    yield ["summary-without-place", ["summary"]];
  }
  if (lead) yield ["summary-without-lesson", ["summary"], { found: lead }];
}

/* The folded words by which a summary may name the places of a case, and the country. */
function placeWords(data, withCountry = true) {
  const known = select(data, "places.*").map(([, id]) => Object.hasOwn(rules.places, id) ? rules.places[id] : ["", ""]);
  return known.flatMap(([names, country]) => [...setOf(names), ...setOf(withCountry ? country : "")]);
}

/* Whether a word is one of these, or begins like one, as Scotland and Scottish do. */
const isIn = (word, names) => names.some(name => {
  const [one, other] = [[...name], [...word]];
  return name === word || (one.length > 3 && other.length > 3 && one.slice(0, 4).join() === other.slice(0, 4).join());
});

/* The words with which a summary begins, where they are a date, a city or a place and not what to do. */
function leadOf(data) {
  const [first] = data.summary.trim().split(rules.patterns.end), words = wordsIn(first);
  const telling = `telling-${languageOf(data)}`, isTelling = telling in rules.patterns;
  const told = isTelling && all(telling, words.join(" "))[0]?.[0];
  return has("advising", first) ? "" : told || placeFirst(words, placeWords(data, false));
}

function placeFirst(words, names) {
  const at = Math.max(0, words.findIndex(word => !rules.leading.includes(word.toLowerCase())));
  const isNamed = casebook.foldWords(words[at]).slice(0, 1).some(word => isIn(word, names));
  return isNamed ? words.slice(0, at + 1).join(" ") : "";
}

function* checkSummaryFigures({ data, texts }) {
  if (typeof data.summary !== "string" || !data.summary.trim()) return;
  const below = texts.filter(([[key]]) => !["title", "summary", "sources", "proposed"].includes(key));
  const numbers = new Set(below.flatMap(([, text]) => numbersOf(text)));
  const rounded = new Set([...numbers].flatMap(number => roundedOf(digitsOf(number))));
  for (const found of numbersOf(data.summary)) {
    const isSmall = /^\d{1,2}$/.test(found) && +found < rules.limits.count;
    const isYear = /^\d{4}$/.test(found) && has("year", found);
    if (!isSmall && !numbers.has(found) && (isYear || !rounded.has(digitsOf(found)))) {
      yield ["figure-only-in-summary", ["summary"], { found }];
    }
  }
}

const numbersOf = text => written("number", without("citation", text));

/* The first digits of a number, from the first to the last that is not zero. */
const digitsOf = number => number.replace(/[^0-9]/g, "").replace(/^0+|0+$/g, "").slice(0, rules.limits.digits);

/* Digits cut and rounded to every length, without zeros at the end; so thousands and millions are one. */
function roundedOf(digits) {
  return [...digits].flatMap((_, at) => {
    const cut = digits.slice(0, at + 1), isUp = digits[at + 1] >= "5";
    return [cut, ...(isUp ? [String(BigInt(cut) + 1n)] : [])].map(each => each.replace(/0+$/, ""));
  });
}

const CHECKS = [
  checkFields, checkId, checkTerms, checkRepeated, checkNames, checkProposals, checkCitations, checkSources,
  checkPeriod, checkChecked, checkAmounts, checkEffects, checkTexts, checkFigures, checkParagraphs, checkWording,
  checkSummary, checkSummaryFigures,
];
})();
