/* The cases and places to compare: a tick on every card, case and place, and a tray at the foot that follows the reader.

   What is chosen is a list of [id, name], kept in sessionStorage. Firefox gives every file on disk a storage of its own,
   so from disk, and wherever storage is refused, links carry the ids along as `?ids=a,b`, as does a link that is opened
   in another tab. On arrival by a link the address is right, on the way back the storage. On compare.html, whose address
   says what is compared, there is no tray; compare-view.js keeps the choice through `casebook.tray`. */
const KEY = "casebook-compare", MOST = 4;
const tray = document.getElementById("tray"), texts = JSON.parse(tray.dataset.words);
const [summary, list, clear, go] = ["summary", "ul", ".plain", ".btn"].map(part => tray.querySelector(part));
const main = document.getElementById("main"), isComparing = document.getElementById("compare");
let chosen, follows = location.protocol !== "file:";

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch { /* refused */ }
}

/* What the address or the storage says is chosen; a name that is not known yet comes from the sheet. */
function read() {
  const known = stored(), ids = new URLSearchParams(location.search).get("ids"), names = new Map(known);
  const isBack = performance.getEntriesByType("navigation")[0]?.type !== "navigate" && !isComparing;
  keep(ids === null || (known && isBack) ? known ?? []
    : [...new Set(ids.match(/[\w-]+/g))].slice(0, MOST).map(id => [id, names.get(id)]));
  if (isComparing) return;
  window.casebookSheet = (id, { name, now = id }) => keep(chosen.map(pair => pair[0] === id ? [now, name] : pair));
  for (const [id, name] of chosen) if (!name) load(`compare.${language}/${id}`).catch(() => keep(without(id)));
}

const without = id => chosen.filter(([other]) => other !== id);
const idsOf = () => chosen.map(([id]) => id).join();

function keep(next, message = say(texts, "count", { num: next.length })) {
  chosen = next;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(chosen));
  } catch {
    follows = false;
  }
  if (!isComparing) show(message);
}

function change(id, name, isChosen) {
  if (isChosen && chosen.length >= MOST) keep(chosen, texts.full);
  else keep([...without(id), ...(isChosen ? [[id, name]] : [])]);
  document.getElementById("tray-said").textContent = summary.textContent;
}

function show(message) {
  tray.hidden = !chosen.length;
  summary.textContent = message;
  list.replaceChildren(...chosen.map(([id, name = id]) => {
    const onclick = () => { change(id); (list.querySelector("button") ?? main).focus(); };
    return make("li", {}, make("button", { "aria-label": say(texts, "remove", { name }), onclick }, name));
  }));
  go.href = `${tray.dataset.compare}?ids=${idsOf()}`;
  for (const box of document.querySelectorAll(".pick input")) box.checked = chosen.some(([id]) => id === box.value);
}

/* A tick for each card, and for the case or place that the page is about. */
function addTicks() {
  for (const one of document.querySelectorAll("li.case[data-id], p.pick[data-id]")) {
    if (one.querySelector("input")) continue;
    const { id, name = one.querySelector(".over a")?.textContent.split(",")[0] } = one.dataset;
    const box = make("input", { type: "checkbox", value: id, autocomplete: "off" });
    const title = one.querySelector("h3 a")?.textContent ?? name;
    const label = make("label", {}, box, texts.pick, make("span", { className: "sr" }, ` ${title}`));
    box.onchange = () => change(id, name, box.checked);
    one.append(one.matches("li") ? make("p", { className: "pick" }, label) : label);
  }
  keep(chosen);
}

/* Let a link to another page of ours carry what is chosen for this once, where the storage does not follow. */
function carry(event) {
  const link = event.target.closest?.("a[href$='.html'], a[href*='.html?'], a[href*='.html#']");
  if (!link || link.host !== location.host || link.pathname === location.pathname || link.search.includes("ids=")) return;
  if (follows && event.type === "click" && !event.ctrlKey && !event.metaKey) return;
  const href = link.getAttribute("href"), address = new URL(link.href);
  address.searchParams.set("ids", idsOf());
  link.href = address.href.replaceAll("%2C", ",");
  setTimeout(() => link.setAttribute("href", href));
}

addEventListener("click", carry, true);
addEventListener("auxclick", carry, true);
addEventListener("submit", event => // not where the page itself answers
  follows || event.defaultPrevented || event.target.append(make("input", { type: "hidden", name: "ids", value: idsOf() })));
addEventListener("casebook:shown", addTicks);
addEventListener("pageshow", event => event.persisted && read());
clear.onclick = () => { chosen = []; change(); main.focus(); };
read();
if (!isComparing) addTicks();
casebook.tray = { get: () => chosen, keep };
