/* The Compare page: two to four cases or places chosen by name, or named in the address as `?ids=a,b`, side by side as
   the comparisons that are written on pages: findings, opposites, rows. compare.js computes, tray.js keeps the choice.
   What is written as HTML here is our own data: fragments of our templates, or texts through `safe`. */
const { language, make, load, once, painted, goTo, csvText, saveFile, tray } = casebook;
const root = document.getElementById("compare"), { root: home } = root.dataset, texts = JSON.parse(root.dataset.words);
const [over, title, lede, heads, change, box, list, status, acts, found, findings, opposites, table, openers] =
  [".over", "h1", ".lede", ".heads", ".change", "#choose", "#choices", ".say", ".acts", ".found", ".findings",
   ".stack", ".cmp", ".openers"].map(selector => root.querySelector(selector) ?? make("div"));
const plain = [title.textContent, document.title];
let ids = [], names = {}, turn = 0, choices, open;
window.casebookChoices = data => { choices = data; };

// Loading and address -------------------------------------------------------------------------------------------

async function loadSheet(id) {
  if (!sheets[id]) await (/^[\w-]+$/.test(id) ? load(`compare.${language}/${id}`) : Promise.reject());
  await Promise.all((sheets[id].cases ?? []).map(loadSheet));
}

/* What the address names; where it names nothing, what the tray holds. */
function readIds() {
  const named = new URLSearchParams(location.search).get("ids");
  return [...new Set(named?.split(",").filter(id => id) ?? tray.get().map(([id]) => id))];
}

function go(next, message) {
  goTo(next.length ? `ids=${next}` : "");
  return show(next, message);
}

/* Load and show what is asked for; what is not known is named, with the nearest that is. */
async function show(asked, message = "") {
  const mine = ++turn, missing = [];
  try {
    await Promise.all([load("rules", `compare-words.${language}`),
      ...asked.map(id => loadSheet(id).catch(() => missing.push(id)))]);
    if (missing.length) await loadChoices();
    if (mine !== turn) return;
    const known = [...new Set(asked.filter(id => !missing.includes(id)).map(id => sheets[id].now ?? id))]; // renamed
    render(known.slice(0, rules.most));
    if (missing.length) tell(say(texts, "unknown", { id: missing[0] }), ...nearest(missing[0]));
    else tell([known.length > rules.most ? texts.most : message,
      ids.length === 1 ? say(texts, "one", { name: names[ids[0]] }) : ""].join(" "));
  } catch {
    if (mine === turn) tell(texts.failed);
  }
}

const tell = (...parts) => status.replaceChildren(...parts);

/* The choice that shares most words with an id, as a link that puts it in its place. */
function nearest(id) {
  const [best] = matches(id.replace(/([^-_]{4})[^-_]*[-_]*/g, "$1 "), 1);
  return best ? [` ${texts.nearest} `, make("a", { href: `?ids=${[...ids, best.id]}` }, best.name)] : [];
}

// Showing -------------------------------------------------------------------------------------------------------

const safe = text => text.replace(/[&<>"]/g, sign => `&#${sign.charCodeAt()};`);
const each = (items, write) => items.map(write).join("");
const tag = (text, kind) => text && `<span class="tag${kind === "opposite" ? "" : " plain"}">${safe(text)}</span>`;
const from = id => `<p class="from">${sheets[id].link}</p>`;

function render(next) {
  const compared = compare(ids = next), { subjects } = compared, isReady = ids.length >= rules.fewest;
  names = namesOf(subjects);
  tray.keep(ids.map(id => [id, sheets[id].name]));
  over.hidden = acts.hidden = found.hidden = !isReady;
  lede.hidden = isReady;
  change.hidden = ids.length >= rules.most;
  change.open = !isReady;
  heads.hidden = !ids.length;
  openers.hidden = !heads.hidden;
  title.textContent = isReady ? listing(ids.map(id => names[id])) : plain[0];
  document.title = isReady ? `${title.textContent} · ${plain[1]}` : plain[1];
  heads.className = `axis heads ${columns()}`;
  heads.innerHTML = each(ids, id => `<li>${sheets[id].head}${each(sheets[id].cases ?? [], from)}
    <p class="small"><button type="button" class="plain" value="${id}">${safe(say(texts, "remove", { name: names[id] }))}</button></p></li>`);
  if (!isReady) return;
  showFindings(compared);
  table.innerHTML = "";
  painted().then(() => ids === next && showRows(compared));
}

const columns = () => ["two", "", "four"][ids.length - rules.fewest] ?? "";

function showFindings({ subjects, findings: all }) {
  findings.innerHTML = each(told(all), finding => `<li${finding.kind === "opposite" ? ' class="lift"' : ""}>
    ${tag(tagOf(finding, ids.length), finding.kind)}<p>${safe(sentence(finding, names))}</p></li>`)
    || `<li><p class="lede">${safe(words.nothing)}</p></li>`;
  const apart = all.filter(({ kind, facet }) => kind === "opposite" && facet === "mechanisms");
  opposites.closest("section").hidden = !apart.length;
  opposites.innerHTML = each(apart, ({ term, sides }) =>
    `<h3><a class="quiet" href="${home}mechanisms/${term}.html">${safe(labelOf("mechanisms", term))}</a></h3>
    <div class="axis ${columns()}">${each(subjects, one => strip(one, sides.find(side => side.subject === one.id)))}</div>`);
}

/* The findings can be read meanwhile. */
function showRows({ groups }) {
  table.innerHTML = `<thead role="rowgroup"><tr role="row"><td role="cell"></td>${each(ids, id =>
    `<th scope="col" role="columnheader">${safe(names[id])}</th>`)}</tr></thead>${each(groups, group => group.rows.length ? section(group) : "")}`;
  for (const term of table.querySelectorAll("tr:not(.rest) .term")) term.remove();
}

function strip({ id, cases }, side) {
  const kind = side?.value === "differs" ? "mixed" : side?.value ?? "nil";
  return `<div class="strip ${kind}"><span class="effect ${kind}">${safe(side ? words.effects[side.value] : words.no_effect)}</span>
    <p class="h4">${safe(names[id])}</p>${side ? each(side.evidence, entry => `<div class="small">${
cases.length > 1 ? from(entry.case) : ""}${entry.html.replace(/^<p>.*?<\/p>/s, "")}</div>`)
  : `<p class="small muted">${safe(words.not_known)}</p>`}</div>`;
}

function section({ id, rows }) {
  const span = ids.length + 1;
  return `<tbody role="rowgroup"><tr class="group" role="row"><th colspan="${span}" scope="rowgroup" role="rowheader" aria-colspan="${span}">${
    safe(words.groups[id])}</th></tr>${each(rows, row => `<tr role="row" class="${
row.mark === "opposite" ? "lift" : row.key === "only-one" ? "rest" : ""}"><th scope="row" role="rowheader">${
safe(rowLabel(id, row.key))} ${tag(markOf(row), row.mark)}</th>${each(row.cells, (cell, at) =>
  `<td role="cell" data-place="${safe(names[ids[at]])}"><div>${contents(id, cell)}</div></td>`)}</tr>`)}</tbody>`;
}

/* The entries of a cell; those of a place with several cases stand below the title of theirs. */
function contents(group, cell) {
  return each(cell, ({ subject, case: id, html }, at) =>
    (sheets[subject].cases?.length > 1 && group !== "context" && cell[at - 1]?.case !== id ? from(id) : "") + html)
    || `<span class="muted">${safe(words.no_entry)}</span>`;
}

heads.onclick = ({ target: { value } }) => {
  if (value) go(ids.filter(id => id !== value), say(texts, "removed", { name: names[value] })).then(goOn);
};

// Choosing: a combobox over all names and titles ----------------------------------------------------------------

const loadChoices = once(async () => {
  await load("tools", `compare-choices.${language}`);
  choices = choices.map(([id, name, note]) => ({ id, name, note, words: casebook.foldWords(`${name} ${note}`) }));
  open = casebook.listbox(box, list, 0, choose);
});

/* The choices with most of the words, each the beginning of one of theirs. */
function matches(text, most, isWhole) {
  const typed = casebook.foldWords(text), score = row => typed.filter(word => row.words.some(own => own.startsWith(word))).length;
  return choices.map(row => [score(row), row])
    .filter(([held, { id }]) => held && (!isWhole || held === typed.length) && !ids.includes(id))
    .sort(([one], [other]) => other - one).slice(0, most).map(([, row]) => row);
}

async function offer() {
  try {
    await loadChoices();
  } catch {
    return tell(texts.failed);
  }
  const rows = matches(box.value, 8, true);
  open(rows, ({ name, note }) => [make("span", {}, name), " ", make("span", { className: "note" }, note)]);
  tell(box.value.trim() && !rows.length ? texts.none : "");
}

/* Where the keyboard goes on: in the box while more is needed, else at the names of what is compared. */
const goOn = () => (change.open ? box : title).focus();

async function choose({ id, name }) {
  box.value = "";
  await go([...ids, id], say(texts, "added", { name }));
  goOn();
}

box.onfocus = () => loadChoices().catch(() => {});
box.oninput = offer;

// Taking along --------------------------------------------------------------------------------------------------

const tidy = ({ textContent }) => textContent.replace(/\s+/g, " ").trim();
const lines = cell => [...cell.querySelectorAll("p")].map(tidy).join("\n") || tidy(cell);

/* The table as rows of texts: part, row, finding, then one column for each case or place. */
function textRows() {
  const rows = [[...texts.columns, ...ids.map(id => names[id])],
    [...texts.titles, ...[...heads.children].map(head => [...head.querySelectorAll("a")].map(tidy).join("\n"))],
    [...texts.links, ...[...heads.children].map(head => head.querySelector("a").href.replace(/^file:.*(?=\/.*\/)./, ""))]];
  for (const { rows: [head, ...others] } of table.tBodies) {
    for (const { cells: [label, ...cells] } of others) {
      rows.push([head.textContent, label.firstChild.data.trim(), label.querySelector("span")?.textContent ?? "", ...cells.map(lines)]);
    }
  }
  return rows;
}

/* For a word processor and for a spreadsheet, which takes a line break for a new row unless it is told. */
function fillClipboard(event) {
  const rows = textRows(), cell = text => `<td>${safe(text).replaceAll("\n", '<br style="mso-data-placement:same-cell">')}</td>`;
  event.clipboardData.setData("text/html", `<h1>${safe(title.textContent)}</h1><ol>${
    each([...findings.querySelectorAll("p")], one => `<li>${safe(one.textContent)}</li>`)}</ol><table border="1">${
    each(rows, row => `<tr>${each(row, cell)}</tr>`)}</table>`);
  event.clipboardData.setData("text/plain", csvText(rows).slice(1).replaceAll('","', '"\t"'));
  event.preventDefault();
}

const ACTS = {
  address: () => navigator.clipboard.writeText(location.href).then(() => tell(texts.address)),
  print: () => print(),
  table: () => {
    getSelection().selectAllChildren(table);
    document.addEventListener("copy", fillClipboard, { once: true });
    tell(document.execCommand("copy") ? texts.table : texts.selected); // works from disk too, unlike navigator.clipboard
  },
  csv: () => saveFile(`casebook-${ids.join("-").slice(0, 100)}.csv`, "text/csv", csvText(textRows())),
};
acts.onclick = async ({ target }) => {
  try {
    await ACTS[target.value]?.();
  } catch {
    tell(texts.bar); // only the address has no other way
  }
};

change.hidden = openers.hidden = false;
change.onsubmit = event => event.preventDefault();
addEventListener("popstate", () => show(readIds()));
if (readIds().length) show(readIds());
