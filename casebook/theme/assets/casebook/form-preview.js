/* The page as it will look, from templates that the build wrote (form_preview.html), and the same as plain text. What was
   typed becomes text nodes and a few elements made here: never markup. */
const CHIPS = { verdicts: { mixed: "both" }, decisions: { continue: "go", change: "turn", stop: "stop", unknown: "open unknown" } };
const term = (facet, id) => labels[facet]?.[id] ?? id ?? "";
const termIn = (facet, id) => casebook.lowerFirst(term(facet, id));
const listOf = value => Array.isArray(value) ? value : [];
const placeName = id => nameOf("known-places", id);

// Contributed text --------------------------------------------------------------------------------------------------

const INLINE = [
  [/^\\([!-/:-@[-`{-~])/, ([, sign]) => sign],
  [/^(?:\s*(?:\[\d{1,4}\](?!\()))+[.,;:!?]*/, ([marks]) => cites(marks)],
  [/^`([^`\n]+)`/, ([, text]) => make("code", {}, text)],
  [/^\*\*(?=\S)([^]*?\S)\*\*/, ([, text]) => make("strong", {}, ...inlineNodes(text))],
  [/^\*(?=[^\s*])([^*]*?[^\s*])\*/, ([, text]) => make("em", {}, ...inlineNodes(text))],
  [/^\[([^\]\n]+)\]\((https?:\/\/[^\s()<>"]+)\)/, ([, text, href]) => make("a", { href, rel: "nofollow noopener" }, text)],
];

function cites(marks) {
  const numbers = [...marks.matchAll(/\[(\d+)\]/g)].map(([, found]) =>
    make("a", { className: "cite", href: `#s${Number(found)}` }, `[${Number(found)}]`));
  return make("span", { className: "cites" }, "\u202f", ...numbers, marks.match(/[.,;:!?]*$/)[0]);
}

/* Text on one line, or in one paragraph, as nodes. */
function inlineNodes(text) {
  const nodes = [];
  let plain = "";
  while (text) {
    const found = INLINE.map(([form, build]) => [text.match(form), build]).find(([match]) => match);
    plain += found ? "" : text[0];
    if (found) {
      nodes.push(plain, found[1](found[0]));
      plain = "";
    }
    text = text.slice(found ? found[0][0].length : 1);
  }
  return [...nodes, plain].filter(node => node !== "");
}

/* Paragraphs and lists. */
function blocks(text) {
  const parts = [];
  for (const chunk of text.trim().split(/\n\s*\n/)) {
    const found = [];
    for (const line of chunk.split("\n")) {
      const [, mark, rest] = line.match(/^\s{0,3}([-+*]|\d{1,9}[.)])\s+(.*)$/) ?? [];
      const last = found.at(-1), isList = last?.items;
      if (!mark && last) isList ? last.items.push(`${last.items.pop()} ${line.trim()}`) : last.lines.push(line);
      else if (!mark) found.push({ lines: [line] });
      else {
        const tag = /\d/.test(mark) ? "ol" : "ul", before = last ?? parts.at(-1);
        if (before?.items && before.tag === tag) before.items.push(rest);
        else found.push({ tag, items: [rest], start: parseInt(mark, 10) || 1 });
      }
    }
    parts.push(...found);
  }
  return parts.map(({ tag, items, start, lines }) => !items ? make("p", {}, ...inlineNodes(lines.join("\n")))
    : make(tag, tag === "ol" ? { start } : {}, ...items.map(item => make("li", {}, ...inlineNodes(item)))));
}

// The page ------------------------------------------------------------------------------------------------------------

/* A template with its slots filled; a slot without content goes, and what stands in for a slot goes where it has any. */
function filled(name, values) {
  const part = document.getElementById(`preview-${name}`).content.cloneNode(true);
  const given = Object.fromEntries(Object.entries(values).map(([key, value]) =>
    [key, [].concat(value ?? []).filter(node => node !== "" && node !== undefined)]));
  for (const slot of part.querySelectorAll("[slot]")) {
    const [, other] = slot.slot.match(/^or-(.*)/) ?? [], content = given[other ?? slot.slot] ?? [];
    if (other ? content.length : !content.length) slot.remove();
    else if (!other) slot.replaceChildren(...content);
  }
  for (const section of part.querySelectorAll("[data-part]")) {
    if (!section.querySelector("[slot]")) section.remove();
  }
  return part;
}

const text = value => value ? inlineNodes(value) : "";
const cite = value => value ? cites(`[${value}]`) : "";
const chip = (facet, id) => id && make("span", { className: `chip ${CHIPS[facet][id] ?? id}` }, termIn(facet, id));
const figure = value => value && (Number.isFinite(Number(value)) ? number(Number(value)) : value);

/* A date in words, no more precise than it is. */
function day(date) {
  if (!/^\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?$/.test(date ?? "")) return date ?? "";
  const [, month, ofMonth] = date.split("-");
  return month ? new Date(date).toLocaleDateString(casebook.language === "en" ? "en-GB" : casebook.language,
    { timeZone: "UTC", year: "numeric", month: "long", day: ofMonth && "numeric" })
    .replace(/^1(?= )/, casebook.language === "fr" ? "1er" : "1") : date;
}

function time({ start, end } = {}) {
  if (!start || start === end) return day(start);
  return end ? say("to", { start: day(start), end: day(end) }) : say("since", { start: day(start) });
}

const readers = ids => say("for", { readers: listOf(ids).map(id => termIn("readers", id)).join(", ") });

/* What was in the way first, as on every page. */
const byEffect = uses => ["hindered", "mixed", "enabled", undefined].flatMap(effect => uses.filter(use => use.effect === effect));

/* A source by its title, which leads to it where its address is one of the web. */
function titleOf({ title = say("untitled"), url = "" }) {
  return /^https?:\/\//i.test(url) ? make("a", { href: url, rel: "nofollow noopener" }, title) : title;
}

/* The page of a case from the data of its file, as a fragment. */
function previewOf(data) {
  const { budget = {}, staffing = {}, contact = {}, status, stage } = data;
  const each = (key, name, slots) => listOf(data[key]).map(entry => filled(name, slots(entry)));
  const use = (key, facet) => each(key, "use", entry => ({ term: term(facet, entry[facet.slice(0, -1)]), how: text(entry.how) }));
  const prose = key => data[key] ? blocks(data[key]) : "";
  const stages = Object.keys(labels.stages).filter(Boolean);
  const shown = filled("page", {
    over: [[...listOf(data.places).map(placeName), ...listOf(data.themes).map(id => term("themes", id))].join(" · ")],
    title: data.title ?? say("untitled"), summary: text(data.summary), checked: say("draft"),
    cost: budget.amount && [say("sum", { currency: budget.currency ?? "", amount: figure(budget.amount) }), cite(budget.source)], "cost-note": text(budget.note),
    people: staffing.people && [figure(staffing.people), cite(staffing.source)], "people-note": text(staffing.note),
    time: time(data.period), funder: budget.funder && [...text(budget.funder), cite(budget.source)],
    status: status && make("span", { className: `status ${status}` }, termIn("statuses", status)),
    stage: stage && stages.map(id => make("li", id === stage ? { ariaCurrent: "step" } : {}, term("stages", id))),
    challenge: prose("challenge"), approach: prose("approach"), next_steps: prose("next_steps"),
    experiments: each("experiments", "experiment", entry => ({
      question: text(entry.question ?? term("tests", entry.tests)), tests: term("tests", entry.tests),
      assumption: text(entry.assumption), finding: text(entry.finding), how: text(entry.how),
      verdict: chip("verdicts", entry.verdict), decision: chip("decisions", entry.decision),
    })),
    mechanisms: byEffect(listOf(data.mechanisms)).map(entry => filled("mechanism", {
      term: term("mechanisms", entry.mechanism), how: text(entry.how), response: text(entry.response),
      effect: entry.effect && make("span", { className: `effect ${entry.effect}` }, termIn("effects", entry.effect)),
      moved: entry.moved && make("span", { className: `moved ${entry.moved}` }, termIn("moves", entry.moved)),
    })),
    methods: use("methods", "methods"), mindsets: use("mindsets", "mindsets"),
    "no-mindsets": data.mindsets === "none-found" && say("none_found") || "",
    results: each("results", "result", entry => ({
      value: figure(entry.value), unit: entry.unit, what: text(entry.what), source: cite(entry.source),
      kind: entry.kind && make("span", { className: `kind ${entry.kind}` }, term("result_kinds", entry.kind)),
      reported: say("reported", { who: termIn("reporters", entry.reported_by) }),
    })),
    setbacks: listOf(data.setbacks).map(entry => make("li", {}, ...inlineNodes(entry))),
    "no-setbacks": data.setbacks === "none-found" && say("none_found") || "",
    lessons: each("lessons", "lesson", entry => ({ for: readers(entry.for), lesson: text(entry.lesson) })),
    reuse: each("reuse", "thing", entry => ({ name: entry.name, note: [term("reuse_kinds", entry.kind), entry.licence].filter(Boolean).join(" · ") })),
    learned_from: each("learned_from", "thing", entry => ({
      name: entry.case ? nameOf("known-cases", entry.case) : entry.place, note: [...text(entry.what), cite(entry.source)] })),
    partners: each("partners", "partner", entry => ({ role: term("partner_roles", entry.role), name: entry.name })),
    open_questions: listOf(data.open_questions).map(entry => make("li", {}, ...inlineNodes(entry))),
    sources: each("sources", "source", entry => ({ title: titleOf(entry), about: [
      [entry.publisher, day(entry.date) || say("no_date")].filter(Boolean).join(", "), entry.kind && termIn("source_kinds", entry.kind),
    ].filter(Boolean).join(" · ") })),
    contact: [contact.role, contact.url].filter(Boolean).join(" · "),
  });
  shown.querySelectorAll(".sources > li").forEach((row, at) => { row.id = `s${at + 1}`; });
  return shown;
}

// As text ---------------------------------------------------------------------------------------------------------------

const nameOfField = box => (box.querySelector(":scope > :is(label, legend, h3, h4)")?.firstChild.textContent ?? "").trim();

/* All that is written, part by part, to be read in an e-mail. */
function summaryOf() {
  const lines = [];
  const tell = (box, indent) => {
    const { kind } = box.dataset, pad = "  ".repeat(indent), name = nameOfField(box);
    if (read(box) === undefined) return;
    if (kind === "record") {
      if (name && box !== form) lines.push(`${pad}${name}`);
      own(box).forEach(field => tell(field, indent + 1));
    } else if (kind === "list") {
      lines.push(`${pad}${name}`, ...(noneOf(box)?.checked ? [`${pad}  ${say("none_found")}`] : []));
      if (noneOf(box)?.checked) return;
      entries(box).forEach((row, at) => {
        const each = inside(row), sign = `${pad}  ${at + 1}.`;
        lines.push(each.dataset.kind === "record" ? sign : `${sign} ${shownValue(each)}`);
        if (each.dataset.kind === "record") own(each).forEach(field => tell(field, indent + 2));
      });
    } else lines.push(`${pad}${name}${words.colon} ${shownValue(box)}`);
  };
  for (const part of form.querySelectorAll(".part")) {
    const from = lines.length;
    for (const field of own(form)) if (part.contains(field)) tell(field, 0);
    if (lines.length > from) lines.splice(from, 0, "", part.querySelector("h2").textContent.trim().toUpperCase(), "");
  }
  return lines.join("\n").trim() + "\n";
}

function shownValue(box) {
  const value = read(box), one = control(box);
  if (box.dataset.kind === "checks") return value.map(id => term(box.dataset.facet, id)).join(", ");
  return one.tagName === "SELECT" ? one.selectedOptions[0].text : one.value.trim();
}
