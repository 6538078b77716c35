/* What stands in the form as the data of a file, and back: walks the elements that bear data-kind. Entries of lists come
   from the <template> of their list. An entry in which nothing is written is no entry, but a source keeps its number. */
const { make, button, number } = casebook;
const root = document.getElementById("form"), words = JSON.parse(root.dataset.words);
const settings = JSON.parse(root.dataset.settings), form = root.querySelector("form");
const say = (key, values) => casebook.say(words, key, values);
let fresh = 0;
form.dataset.kind = "record";

const own = box => [...box.querySelectorAll("[data-key]")].filter(one => one.parentElement.closest("[data-kind]") === box);
const fieldOf = (box, key) => own(box).find(one => one.dataset.key === key);
const control = box => box.querySelector("input, select, textarea");
const rowsOf = list => [...list.querySelector(".rows").children];
const inside = row => row.querySelector("[data-kind]");
const noneOf = list => list.querySelector(":scope > .none > input");
const isSources = list => list.dataset.key === "sources";

// Names and ids of what is known ------------------------------------------------------------------------------------

const known = Object.fromEntries([...form.querySelectorAll("datalist")].map(list => [list.id,
  [...list.options].map(option => [option.value, option.dataset.id])]));

/* The id behind a name; places may be named without their country, and those that are proposed too. */
function idOf(list, text) {
  const wanted = text.toLowerCase(), names = namesIn(list), is = name => name.toLowerCase() === wanted;
  const found = names.find(([name, id]) => is(name) || is(id)) ?? (names !== known[list] && names.find(([name]) =>
    is(name.split(",")[0])));
  return found ? found[1] : text;
}

function proposedPlaces() {
  const [places] = own(fieldOf(form, "proposed"));
  return rowsOf(places).map(row => [...row.querySelectorAll("input")].slice(0, 2).map(({ value }) => value.trim()))
    .filter(([id, name]) => id && name).map(([id, name]) => [name, id]);
}

const namesIn = list => list === "known-places" ? [...known[list], ...proposedPlaces()] : known[list];
const nameOf = (list, id) => namesIn(list).find(([, each]) => each === id)?.[0] ?? id;

/* The label of a term, whether it is chosen from a list or ticked; terms of templates too. */
const labels = {};
function readLabels(part) {
  for (const one of part.querySelectorAll("[data-facet]")) {
    const facet = labels[one.dataset.facet] ??= {};
    for (const option of one.querySelectorAll("option[value]")) facet[option.value] ??= option.text;
    for (const label of one.querySelectorAll("label")) {
      facet[control(label).value] ??= label.querySelector(".term").textContent;
    }
  }
  for (const template of part.querySelectorAll("template")) readLabels(template.content);
}

// From the form -----------------------------------------------------------------------------------------------------

/* A text without blanks around it; the last line of what has several keeps its end, as editors write it. */
const tidy = text => text.trim() + (/\S\s*\n\s*$/.test(text) ? "\n" : "");

function readRecord(box) {
  const pairs = own(box).map(field => [field.dataset.key, read(field)]).filter(([, value]) => value !== undefined);
  return pairs.length ? Object.fromEntries(pairs) : undefined;
}

/* The entries that are written, with the last that is: a source that is still empty keeps those below at their number. */
function entries(list) {
  const rows = rowsOf(list);
  const isWritten = row => read(inside(row)) !== undefined;
  if (!isSources(list)) return rows.filter(isWritten);
  while (rows.length && !isWritten(rows.at(-1))) rows.pop();
  return rows;
}

function readList(list) {
  if (noneOf(list)?.checked) return "none-found";
  const values = entries(list).map(row => read(inside(row)) ?? {});
  return values.length ? values : undefined;
}

function read(box) {
  const { kind } = box.dataset;
  if (kind === "record") return readRecord(box);
  if (kind === "list") return readList(box);
  if (kind === "checks") return readTicks(box);
  const one = control(box), value = tidy(one.value);
  return (kind === "lookup" && value ? idOf(one.getAttribute("list"), value) : value) || undefined;
}

/* What is ticked: first what a file named, in its order. */
function readTicks(box) {
  const ticked = [...box.querySelectorAll("input:checked")].map(input => input.value);
  const first = JSON.parse(box.dataset.was ?? "[]").filter(value => ticked.includes(value));
  return ticked.length ? [...new Set([...first, ...ticked])] : undefined;
}

/* All that is written, in the order of a file. */
function readForm() {
  const data = readRecord(form) ?? {};
  return Object.fromEntries(settings.order.filter(key => key in data).map(key => [key, data[key]]));
}

// To the form -------------------------------------------------------------------------------------------------------

function numberIds(part) {
  fresh += 1;
  for (const one of part.querySelectorAll("[id], [for], [aria-describedby], [aria-labelledby]")) {
    for (const { name, value } of one.attributes) {
      if (value.includes("-#")) one.setAttribute(name, value.replaceAll("-#", `-${fresh}`));
    }
  }
}

function addRow(list) {
  const part = list.querySelector(":scope > template").content.cloneNode(true), row = part.firstElementChild;
  numberIds(part);
  list.querySelector(".rows").append(part);
  for (const inner of row.querySelectorAll("[data-first]")) addRow(inner);
  renumber(list);
  return row;
}

/* Numbers on the entries, and only those buttons that lead anywhere. */
function renumber(list) {
  const rows = rowsOf(list), most = Number(list.dataset.most);
  rows.forEach((row, at) => {
    row.querySelector(".n").textContent = at + 1;
    const [up, down] = row.lastElementChild.children;
    up.disabled = !at;
    down.disabled = at === rows.length - 1;
    for (const each of row.lastElementChild.children) {
      each.setAttribute("aria-label", `${each.textContent}${words.colon} ${list.dataset.name} ${at + 1}`);
    }
  });
  list.querySelector(":scope > .adding > [value=add]").hidden = rows.length >= most || Boolean(noneOf(list)?.checked);
}

function write(box, value) {
  const { kind } = box.dataset;
  if (kind === "record") {
    const record = value && typeof value === "object" ? value : {};
    for (const field of own(box)) {
      const { key } = field.dataset;
      write(field, Object.hasOwn(record, key) ? record[key] : undefined);
    }
  } else if (kind === "list") writeList(box, value);
  else if (kind === "checks") writeTicks(box, Array.isArray(value) ? value.filter(each => typeof each === "string") : []);
  else writeValue(control(box), kind, typeof value === "string" ? value : "");
  const fold = box.parentElement.closest("details.optional");
  if (fold && value !== undefined) fold.open = true;
}

function writeTicks(box, values) {
  box.dataset.was = JSON.stringify(values);
  for (const value of values) offer(box, value, value);
  for (const input of box.querySelectorAll("input")) input.checked = values.includes(input.value);
}

/* Let a box, or a list of ticks, offer a value that is not among its terms. */
function offer(box, value, text) {
  const select = box.querySelector("select");
  const old = [...box.querySelectorAll("option, input")].find(one => one.value === value);
  if (old) {
    const shown = select ? old : old.parentElement.querySelector(".term");
    if (!labels[box.dataset.facet ?? select?.dataset.facet]?.[value] && box.dataset.kind !== "source") shown.textContent = text;
  } else if (select) select.append(make("option", { value }, text));
  else {
    box.append(make("label", {}, make("input", { type: "checkbox", value, autocomplete: "off" }),
      make("span", { className: "term" }, text)));
  }
}

function writeList(list, value) {
  list.querySelector(".rows").replaceChildren();
  const none = noneOf(list), isNone = value === "none-found";
  if (none) none.checked = isNone;
  for (const each of Array.isArray(value) ? value : []) write(inside(addRow(list)), each);
  if (!rowsOf(list).length && "first" in list.dataset && !isNone) addRow(list);
  renumber(list);
}

function writeValue(one, kind, value) {
  if (one.tagName === "SELECT" && value) offer(one.parentElement, value, value);
  one.value = kind === "lookup" ? nameOf(one.getAttribute("list"), value)
    : one.tagName === "INPUT" ? value.replace(/\s*\n\s*/g, " ") : value;
}

// Sources and what is proposed --------------------------------------------------------------------------------------

const sourceList = () => fieldOf(form, "sources");
const citing = () => [...form.querySelectorAll("textarea")];
const CITED = /\[(\d{1,4})\](?!\()/g;

/* The sources by number, each with what it is called so far. */
function sources() {
  return rowsOf(sourceList()).map(row => {
    const { title, publisher } = readRecord(inside(row)) ?? {};
    return title ?? publisher ?? say("untitled");
  });
}

/* Let every box that names a source offer those that are listed now. */
function offerSources() {
  const listed = sources();
  for (const select of form.querySelectorAll("[data-kind=source] select")) {
    const { value } = select, first = select.options[0];
    select.replaceChildren(first, ...listed.map((title, at) =>
      make("option", { value: String(at + 1) }, `${at + 1} · ${title}`)));
    writeValue(select, "source", value);
  }
}

/* Offer the terms that are proposed beside those of their list. */
function offerProposed() {
  const terms = readForm().proposed?.terms;
  for (const { facet, id, label } of Array.isArray(terms) ? terms : []) {
    if (!facet || !id || labels[facet]?.[id]) continue;
    for (const one of form.querySelectorAll(`[data-facet="${CSS.escape(facet)}"]`)) {
      offer(one.closest("[data-kind]"), id, label?.en ?? label?.fr ?? id);
    }
  }
}

/* Give sources other numbers, in texts and boxes: `to` tells the new number of an old one. */
function citeAs(to) {
  for (const text of citing()) text.value = text.value.replace(CITED, (all, old) => `[${to(Number(old))}]`);
  for (const select of form.querySelectorAll("[data-kind=source] select")) {
    if (select.value) writeValue(select, "source", String(to(Number(select.value))));
  }
}

/* The fields that name a source. */
function citedIn(wanted) {
  const texts = citing().filter(text => [...text.value.matchAll(CITED)].some(([, found]) => Number(found) === wanted));
  const boxes = [...form.querySelectorAll("[data-kind=source] select")].filter(select => Number(select.value) === wanted);
  return [...texts, ...boxes];
}
