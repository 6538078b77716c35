/* The page "Write a case study": what is written is kept in this browser, checked while one writes, shown as it will look,
   saved as a file and opened again. form-check.js knows the rules, form-fields.js the form, form-yaml.js the file. */
const KEY = "casebook-form", WAIT = 400, SHOWN = 12;
const part = selector => root.querySelector(selector);
const [said, tally, todo, problemBox, keeping, fileInput, idInput, preview, writing] = [".said", ".tally", ".todo",
  ".problems", ".keeping", "[type=file]", "#f-id", ".preview", ".writing"].map(part);
let shownProblems = [], before, timer, isKept = true, isIdOwn = false, hasRules = false, lastTally = "";

const tell = (message, ...more) => said.replaceChildren(...(message ? [make("p", {}, message)] : []), ...more);

// The name of the file ----------------------------------------------------------------------------------------------

const LITTLE = new Set(("a an and as at by for from how in into its of on or out per the to with "
  + "au aux avec dans de des du en et la le les par pour sur un une").split(" "));
const slug = value => value.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().match(/[a-z0-9]+/g) ?? [];

/* The lead place and the first words of the title that say something, as `casebook new` has it. */
function proposedId({ places, title = "" }) {
  const lead = slug(listOf(places)[0] ?? ""), taken = new Set([...lead, ...LITTLE]);
  return [...lead, ...slug(title).filter(word => !taken.has(word)).slice(0, 3)].join("-");
}

const fileId = () => idInput.value.trim() || say("file");

// The draft ---------------------------------------------------------------------------------------------------------

function keep() {
  const data = readForm(), isEmpty = !Object.keys(data).some(key => key !== "language");
  try {
    if (isEmpty) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify({ id: isIdOwn ? idInput.value : "", data }));
    isKept = true;
    keeping.textContent = isEmpty ? "" : say("kept");
  } catch {
    if (isKept) keeping.textContent = say("not_kept");
    isKept = false;
  }
}

function restore() {
  try {
    const { id, data } = JSON.parse(localStorage.getItem(KEY)) ?? {};
    if (data) show(data, id);
    return Boolean(data);
  } catch {
    return false;
  }
}

/* Put a case study into the form. */
function show(data, id) {
  write(form, data);
  isIdOwn = Boolean(id);
  idInput.value = id ?? "";
  offerSources();
  offerProposed();
  write(form, data);
  offerSources();
  for (const list of form.querySelectorAll("[data-kind=list]")) renumber(list);
  update();
}

function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch { /* nothing was kept */ }
  show({ language: casebook.language });
}

/* Ask whether what is written may go: a bar with two buttons, since a dialog of the browser cannot be styled or read well. */
function ask(question, name, act) {
  if (!Object.keys(readForm()).some(key => key !== "language")) return act();
  const yes = button(name, () => { tell(""); act(); });
  tell(question, make("p", { className: "row" }, yes, button(words.cancel, () => tell(""))));
  yes.focus();
}

// Problems ----------------------------------------------------------------------------------------------------------

/* The element of a path of the data, or the nearest above it. */
function locate(path) {
  let box = form;
  for (const step of path) {
    const next = typeof step === "number" ? entries(box)[step] && inside(entries(box)[step])
      : box.dataset.kind === "record" && fieldOf(box, step);
    if (!next) break;
    box = next;
  }
  return box;
}

/* What a problem is in: `Results 2: Figure`. */
function whereIs(box) {
  const names = [];
  for (let at = box; at && at !== form; at = at.parentElement.closest("[data-kind]")) {
    const row = at.closest(".entry"), isRow = row && inside(row) === at;
    if (isRow) names.unshift(say("row", { name: row.closest(".list").dataset.name, number: row.querySelector(".n").textContent }));
    else if ((at.dataset.kind !== "list" && at.dataset.key !== "proposed") || at === box) names.unshift(nameOfField(at));
  }
  return names.join(" › ");
}

const targetOf = box => (box.dataset.kind === "list" ? box.querySelector("input, select, textarea, [value=add]") : control(box)) ?? box;

/* What is for the reviewer to do, and what can be told only once the texts are there. */
const OPEN = "proposal-open", EARLY = "figure-only-in-summary";

function check() {
  const data = readForm();
  const found = casebook.formCheck(data, { id: idInput.value.trim() });
  const isWhole = found.every(({ rule, level }) => rule === OPEN || level !== "unfinished");
  return found.filter(({ rule }) => rule !== OPEN && (isWhole || rule !== EARLY))
    .map(problem => ({ ...problem, box: problem.path.length ? locate(problem.path) : idInput.closest(".field") }))
    .sort(({ box: one }, { box: other }) => one === other ? 0
      : one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
}

/* Messages at the fields. Where someone is writing nothing is said that was not said before. */
function markFields(problems) {
  const active = document.activeElement, known = new Set(shownProblems.map(({ box }) => box));
  const marked = problems.filter(({ level, box }) => level !== "unfinished"
    && (known.has(box) || !box.contains(active) || !["line", "text", "date", "number", "address", "lookup"].includes(box.dataset.kind)));
  for (const { box } of shownProblems) unmark(box);
  for (const problem of marked) mark(problem);
  shownProblems = marked;
}

function unmark(box) {
  for (const note of box.querySelectorAll(":scope > .err")) {
    for (const one of box.querySelectorAll(`[aria-describedby~="${note.id}"]`)) {
      const rest = one.getAttribute("aria-describedby").split(" ").filter(id => id !== note.id).join(" ");
      rest ? one.setAttribute("aria-describedby", rest) : one.removeAttribute("aria-describedby");
    }
    note.remove();
  }
  for (const one of box.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
}

function mark({ box, level, message, remedy }) {
  const target = targetOf(box), id = `e-${fresh += 1}`;
  const note = make("p", { className: `err ${level}`, id }, message, make("span", { className: "note" }, ` ${remedy}`));
  const before = [...box.children].find(child => child === target || child.matches(".rows, .asks, label:has(input), textarea, input, select"));
  box.insertBefore(note, before ?? null);
  if (!target.matches("input, select, textarea") || target.type === "checkbox") return;
  target.setAttribute("aria-describedby", `${target.getAttribute("aria-describedby") ?? ""} ${id}`.trim());
  if (level === "error") target.setAttribute("aria-invalid", "true");
}

/* The list of all that is left, each with a link to its field; said once it changes. */
function listProblems(problems) {
  const levels = ["error", "warning", "unfinished"].map(level => [level, problems.filter(one => one.level === level)]);
  const counts = levels.filter(([, all]) => all.length).map(([level, all]) => say(NAMES[level], { num: all.length }));
  const told = counts.join(" · ") || say("none");
  if (told !== lastTally) tally.textContent = lastTally = told;
  problemBox.replaceChildren(...levels.filter(([, all]) => all.length).map(([level, all]) => make("section", { className: level },
    make("h2", { className: "over" }, say(NAMES[level], { num: all.length })),
    make("ul", { role: "list" }, ...all.slice(0, SHOWN).map(linkTo),
      ...(all.length > SHOWN ? [make("li", { className: "note" }, say("rest", { num: all.length - SHOWN }))] : [])))));
  todo.hidden = !problems.length;
}

const NAMES = { error: "errors", warning: "warnings", unfinished: "unfinished" };

function linkTo({ box, level, message }) {
  const onclick = event => { event.preventDefault(); goToField(box); };
  const target = targetOf(box);
  const place = make("a", { href: `#${target.id || box.id}`, onclick }, whereIs(box));
  return make("li", {}, place, ...(level === "unfinished" ? [] : [make("span", { className: "note" }, ` ${message}`)]));
}

function goToField(box) {
  for (let fold = box.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const target = targetOf(box);
  target.scrollIntoView({ block: "center" });
  target.focus({ preventScroll: true });
}

// While one writes --------------------------------------------------------------------------------------------------

function update() {
  const data = readForm();
  if (!isIdOwn) idInput.value = proposedId(data);
  for (const one of form.querySelectorAll("[data-limit]")) count(one);
  for (const select of form.querySelectorAll("select[data-facet]")) explain(select);
  if (!hasRules) return;
  const problems = check();
  markFields(problems);
  listProblems(problems);
}

/* How much room is left, once a text is begun. */
function count(one) {
  const note = one.closest(".field").querySelector(".count"), limit = Number(one.dataset.limit), have = [...one.value.trim()].length;
  if (note) note.textContent = have && (limit < 400 || have > limit * .7) ? say("count", { have, limit }) : "";
}

/* What a term means, below the box in which it is chosen. */
function explain(select) {
  const note = select.parentElement.querySelector(".meaning");
  if (note) note.textContent = select.selectedOptions[0]?.dataset.meaning ?? "";
}

/* 33 000 as 33000; outside English 1,5 as 1.5. */
function plainNumber(value) {
  const plain = value.replace(/(\d)\s(?=\d{3}(?!\d))/g, "$1");
  return casebook.language === "en" ? plain : plain.replace(/^(-?\d+),(\d+)$/, "$1.$2");
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(() => { keep(); update(); }, WAIT);
}

form.addEventListener("input", event => {
  if (event.target === idInput) isIdOwn = Boolean(idInput.value);
  if (event.target.closest("[data-key=sources]")) offerSources();
  const none = event.target.closest(".none");
  if (none) {
    const list = none.closest(".list");
    list.querySelector(".rows").hidden = noneOf(list).checked;
    renumber(list);
  }
  soon();
});
form.addEventListener("focusout", soon);
form.addEventListener("change", ({ target }) => {
  if (target.closest("[data-key=proposed]")) offerProposed();
  if (target.inputMode === "decimal") target.value = plainNumber(target.value);
});
form.addEventListener("submit", event => event.preventDefault());
window.addEventListener("pagehide", keep);

/* Cite a source at the place where one writes: [2], before a full stop that stands there. */
form.addEventListener("toggle", ({ target: fold }) => {
  if (!fold.matches(".citing") || !fold.open) return;
  const text = fold.closest(".field").querySelector("textarea"), all = sources();
  const insert = sign => {
    fold.open = false;
    text.focus();
    const gap = /\S$/.test(text.value.slice(0, text.selectionStart)) ? " " : "";
    text.setRangeText(gap + sign, text.selectionStart, text.selectionEnd, "end");
    soon();
  };
  fold.querySelector("ul").replaceChildren(...all.map((title, at) => make("li", {},
    make("button", { type: "button", className: "plain", onclick: () => insert(`[${at + 1}]`) }, `[${at + 1}] ${title}`))),
    make("li", {}, make("a", { href: "#part-listed" }, say("no_sources"))));
}, true);
form.addEventListener("keydown", event => {
  const fold = event.key === "Escape" && event.target.closest(".citing[open]");
  if (!fold) return;
  fold.open = false;
  fold.querySelector("summary").focus();
});

// Entries -----------------------------------------------------------------------------------------------------------

const isUnknown = id => nameOf("known-places", id) === id;
const listAt = element => element.closest(".list");
const ACTIONS = {
  add(pressed) {
    const list = listAt(pressed), row = addRow(list), wanted = listOf(readForm().places).find(isUnknown);
    if (list.id === "f-proposed-places" && wanted) {
      const [id, name] = row.querySelectorAll("input");
      [id.value, name.value] = [slug(wanted).join("-"), wanted];
    }
    offerSources();
    offerProposed();
    control(row).focus();
    pressed.parentElement.querySelector(".undo")?.remove();
  },
  up: pressed => move(pressed, -1),
  down: pressed => move(pressed, 1),
  remove(pressed) {
    const list = listAt(pressed), row = pressed.closest(".entry"), at = rowsOf(list).indexOf(row);
    if (isSources(list) && !withoutSource(at, rowsOf(list).length)) return;
    const after = row.nextElementSibling;
    row.remove();
    renumber(list);
    const undo = button(say("undo"), () => {
      if (isSources(list)) citeAs(old => old > at ? old + 1 : old);
      list.querySelector(".rows").insertBefore(row, after?.isConnected ? after : null);
      undo.remove();
      renumber(list);
      offerSources();
      control(row).focus();
      soon();
    });
    undo.classList.add("undo");
    list.querySelector(":scope > .adding .undo")?.remove();
    list.querySelector(":scope > .adding").append(undo);
    offerSources();
    undo.focus();
    tell(say("removed", { name: list.dataset.name }));
    soon();
  },
  open: () => ask(say("replace"), words.go_on, () => fileInput.click()),
  forget: () => ask(say("forget"), words.delete, () => { forget(); tell(say("forgotten")); }),
  save() {
    keep();
    casebook.saveFile(`${fileId()}.yml`, "application/yaml", writeYaml(readForm(), settings));
    tell(keeping.textContent = say("saved", { file: `${fileId()}.yml` }));
  },
  summary: () => casebook.saveFile(`${fileId()}.txt`, "text/plain", `\uFEFF${summaryOf().replaceAll("\n", "\r\n")}`),
  async copy(pressed) {
    const text = part(".out"), note = part(".copied");
    text.value = summaryOf();
    try {
      await navigator.clipboard.writeText(text.value);
      note.textContent = say("copied");
    } catch {
      text.focus();
      text.select();
      note.textContent = say("selected");
    }
  },
  preview(pressed) {
    before = [pressed, window.scrollY];
    part(".shown").replaceChildren(previewOf(readForm()));
    turn(true, 0);
    part(".shown").focus({ preventScroll: true });
  },
  back() {
    const [pressed, top] = before;
    turn(false, top);
    part(".shown").replaceChildren();
    pressed.focus({ preventScroll: true });
  },
};

/* Either the form or the preview is there. */
function turn(isPreview, top) {
  preview.hidden = !isPreview;
  writing.hidden = part(".head").hidden = isPreview;
  window.scrollTo({ top, behavior: "instant" });
}

function move(pressed, by) {
  const list = listAt(pressed), row = pressed.closest(".entry"), rows = rowsOf(list), at = rows.indexOf(row);
  const [from, to] = [at + 1, at + 1 + by];
  if (isSources(list)) citeAs(old => old === from ? to : old === to ? from : old);
  rows[at + by][by < 0 ? "before" : "after"](row);
  renumber(list);
  offerSources();
  (pressed.disabled ? row.querySelector(".moves button:not(:disabled)") : pressed).focus();
  tell(say("moved", { number: to }));
  soon();
}

/* Whether a source may go: not while a text names it. Those behind it get new numbers. */
function withoutSource(at, total) {
  const cited = citedIn(at + 1);
  if (cited.length) {
    const fields = [...new Set(cited.map(one => whereIs(one.closest("[data-kind]"))))].join(", ");
    const list = sourceList(), note = make("p", { className: "err", role: "alert" }, say("cited", { number: at + 1, fields }));
    list.querySelector(":scope > .err")?.remove();
    list.querySelector(".rows").after(note);
    return false;
  }
  citeAs(old => old > at + 1 && old <= total ? old - 1 : old);
  return true;
}

root.addEventListener("click", event => {
  const pressed = event.target.closest("button[value]");
  if (pressed?.value in ACTIONS) ACTIONS[pressed.value](pressed);
});
part(".mailing").addEventListener("toggle", () => { part(".out").value = summaryOf(); });

// A file ------------------------------------------------------------------------------------------------------------

/* Paths of what a file holds and the form does not. */
function lostFrom(data, have, path = "") {
  if (data === null || data === have) return [];
  if (typeof data !== "object" || typeof have !== "object" || Array.isArray(data) !== Array.isArray(have)) {
    return typeof data === "string" && typeof have === "string" && data.trim().replace(/\s+/g, " ") === have.trim().replace(/\s+/g, " ")
      ? [] : [path];
  }
  return Object.keys(data).flatMap(key => lostFrom(data[key], have?.[key],
    Array.isArray(data) ? `${path}[${Number(key) + 1}]` : path ? `${path}.${key}` : key));
}

function reasonOf({ message, mark }) {
  if (/^unknown tag|^unidentified alias/.test(message)) return say("anchors");
  return mark ? say("syntax", { number: mark.line + 1 }) : words[message] ?? say("not_utf8");
}

async function openFile(file) {
  try {
    await casebook.load("js-yaml");
  } catch {
    return tell(say("no_reader"));
  }
  let data, text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    data = parseCase(text);
  } catch (error) {
    return tell(say("not_read", { why: reasonOf(error) }));
  }
  show(data, file.name.replace(/\.ya?ml$/, ""));
  keep();
  const comments = countComments(text, data);
  const lost = [...lostFrom(data, readForm()), ...(comments ? [say("comments", { num: comments })] : [])];
  tell(say("opened", { file: file.name }), ...(lost.length
    ? [make("p", { className: "msg warn" }, say("lost", { fields: lost.join(", ") }))] : []));
}

fileInput.addEventListener("change", async () => {
  const [file] = fileInput.files;
  if (file) await openFile(file);
  fileInput.value = "";
});

// Begin -------------------------------------------------------------------------------------------------------------

readLabels(form);
casebook.load("tools", `form-rules.${casebook.language}`).then(() => { hasRules = true; update(); }, () => {});
if (restore()) tell(say("restored"));
else show({ language: casebook.language });
for (const live of root.querySelectorAll("[data-live]")) live.hidden = false;
