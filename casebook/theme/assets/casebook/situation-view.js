/* The page "Start": what the reader chooses is in the form and in the address and nowhere else; the cases that speak to
   it, and the self-check, which can be printed, saved as a file and loaded again. Loads nothing until something is
   chosen.

   <div id="start" data-words="{...}"> holds form.situation, section.result (h2, p.told, ol.cases), section.guide, section#check. */
const { language, make, load, once, button, goTo, lowerFirst, saveFile } = casebook;
const root = document.getElementById("start"), words = JSON.parse(root.dataset.words);
const PAGE = 10, BARRIERS = 2;
const say = (key, values) => casebook.say(words, key, values);
const [form, go, result, heading, list, told, after, status, guide, check] =
  ["form.situation", "form.situation button", ".result", ".result h2", ".result ol", ".told", ".after", "[role=status]",
   ".guide", "#check"].map(selector => root.querySelector(selector));
let tables, rules, cases, labels, shown = PAGE, turn = 0;
window.casebookFacets = data => { tables = data; };
window.casebookRules = data => { rules = data.situation; };

const start = once(async () => {
  await load("tools", "rules", `facets.${language}`);
  cases = readCases(tables, casebook.readFacets(tables));
  labels = new Map(Object.values(tables.facets).flat());
});

// What is chosen ------------------------------------------------------------------------------------------------

const selects = () => [...form.querySelectorAll("select")];
const radios = () => [...root.querySelectorAll("[type=radio]")];
const answers = () => radios().filter(radio => radio.checked);

/* All that is chosen, as [key, value]: first the situation, then the answers. */
function chosen() {
  return [...selects(), ...answers()].filter(({ value }) => value).map(({ name, value }) => [name, value]);
}

function choose(pairs) {
  const left = pairs.map(([name, value]) => [name, words.renamed?.[name + value] ?? value]);
  const take = (name, isOffered) => {
    const at = left.findIndex(([key, value]) => key === name && isOffered(value));
    return at < 0 ? "" : left.splice(at, 1)[0][1];
  };
  for (const select of selects()) {
    select.value = take(select.name, value => [...select.options].some(option => option.value === value));
  }
  for (const radio of radios()) radio.checked = take(radio.name, value => value === radio.value);
}

/* A field of which several can be chosen shows one more box than are filled. */
function showBoxes() {
  for (const select of selects()) {
    const before = select.previousElementSibling;
    select.hidden = !select.value && before?.tagName === "SELECT" && !before.value;
  }
}

function situation() {
  const pairs = chosen();
  return Object.fromEntries(rules.keys.map(key =>
    [key, [...new Set(pairs.filter(([name]) => name === key).map(([, value]) => value))]]));
}

/* The address holds what is chosen, and beside it whatever others keep there. */
function keepInAddress() {
  const parameters = new URLSearchParams(location.search);
  for (const { name } of [...selects(), ...radios()]) parameters.delete(name);
  for (const [name, value] of chosen()) parameters.append(name, value);
  goTo(parameters);
}

// The cases -----------------------------------------------------------------------------------------------------

async function update() {
  const mine = ++turn, isAsked = selects().some(select => select.value);
  showBoxes();
  result.hidden = !isAsked;
  guide.hidden = isAsked;
  go.disabled = !isAsked;
  if (!isAsked) return;
  try {
    await start();
    const asked = situation(), found = rank(cases, asked, rules), first = found.slice(0, shown);
    const cards = await Promise.all(first.map(match => cardWith(match, asked)));
    if (mine === turn) show(asked, found, cards);
  } catch {
    if (mine !== turn) return;
    list.replaceChildren(make("li", { className: "msg warn", role: "alert" }, say("failed")));
    guide.hidden = false;
  }
}

function show(asked, found, cards) {
  casebook.showCards(list, cards, found.map(({ id }) => id));
  status.textContent = heading.textContent = say("found", { num: found.length });
  go.textContent = say("show", { num: found.length });
  told.replaceChildren(...lines(asked, found));
  const rest = Math.min(PAGE, found.length - cards.length);
  after.replaceChildren(...(rest ? [button(say("more", { num: rest }), showNext)] : []));
}

async function showNext() {
  const first = shown;
  shown += PAGE;
  await update();
  list.children[first]?.querySelector("h3 a").focus();
}

/* What was chosen, what of it no case has, and whose cases are left out. */
function lines(asked, found) {
  const filled = selects().filter(select => select.value && select.name !== "place");
  const facts = filled.map(select => `${lowerFirst(nameOf(select))}${words.colon} ${textOf(select)}`);
  const missing = filled.filter(({ name, value }) => ![...cases.values()].some(values =>
    (values[name] ?? values.mechanism).includes(value))).map(textOf);
  const other = [missing.length && say("missing", { terms: missing.join(", ") }),
    asked.place.length && say("own", { place: textOf(form.elements.place) }), !found.length && say("nothing")];
  return [make("p", { className: "said" }, say("told", { facts: facts.join("; ") })),
    ...other.filter(Boolean).map(text => make("p", {}, text))];
}

const nameOf = select => select.closest(".field").querySelector("label").textContent;
const textOf = select => select.selectedOptions[0].textContent.trim();

/* The card of a case with its reasons, and in place of its summary what became of the same barriers there. */
async function cardWith(match, asked) {
  let left = BARRIERS;
  const card = await casebook.cardOf(match.id, term => asked.blocks.includes(term) && left-- > 0);
  const [why, apart] = inWords(match, words.reasons, term => lowerFirst(labels.get(term)));
  if (left < BARRIERS) card.querySelector("h3 + p").remove();
  card.querySelector("h3").after(make("p", { className: "reasons" }, make("b", {}, why), apart && ` ${apart}`));
  return card;
}

// The self-check ------------------------------------------------------------------------------------------------

const note = check?.querySelector("output");

/* A file that people can read too: the questions in words beside what this page needs. */
function save() {
  const text = answers().map(radio => ({
    question: radio.closest(".ask").querySelector("h3").textContent, answer: radio.parentElement.textContent.trim() }));
  saveFile(`casebook-${words.file}.json`, "application/json",
    JSON.stringify({ casebook: "start", chosen: chosen(), text }, null, 1));
}

async function open(file) {
  try {
    const { casebook, chosen: pairs } = JSON.parse(await file.text());
    if (casebook !== "start" || !pairs.every(([name, value]) => name && value)) throw new TypeError();
    choose(pairs);
    note.textContent = say("loaded", { num: answers().length });
    changed();
  } catch {
    note.textContent = say("wrong_file");
  }
}

/* Paper gets the answers alone, with room for a date and a name. */
function print() {
  root.dataset.print = "";
  window.print();
  delete root.dataset.print;
}

// The reader ----------------------------------------------------------------------------------------------------

function changed() {
  shown = PAGE;
  return update().finally(keepInAddress); // the cases first: on a slow phone a new entry of the history takes 60 ms
}

function readAddress() {
  choose([...new URLSearchParams(location.search)]);
  shown = PAGE;
  update();
}

for (const field of form.querySelectorAll("[data-most]")) {
  const first = field.querySelector("select");
  for (let at = 2; at <= field.dataset.most; at++) {
    const copy = first.cloneNode(true);
    copy.removeAttribute("id");
    copy.ariaLabel = `${nameOf(first)} ${at}`;
    field.append(copy);
  }
}
for (const hidden of root.querySelectorAll("[data-live]")) hidden.hidden = false;
root.classList.add("live");
form.onchange = ({ target }) => {
  if (target.name === "place") {
    const { dataset } = target.selectedOptions[0], keys = ["size", "region", "language", "income"];
    choose([...chosen().filter(([name]) => !keys.includes(name)),
      ...keys.flatMap(key => (dataset[key] ?? "").split(" ").map(value => [key, value]))]);
  }
  changed();
};
form.onsubmit = event => { event.preventDefault(); heading.focus(); };
form.querySelector(".clear").onclick = () => { choose(answers().map(({ name, value }) => [name, value])); changed(); };
if (check) {
  const file = check.querySelector("[type=file]");
  const act = (name, does) => { check.querySelector(`.act-${name}`).onclick = does; };
  check.onchange = ({ target }) => { if (target.type === "radio") keepInAddress(); };
  file.onchange = () => { if (file.files.length) open(file.files[0]).then(() => { file.value = ""; }); };
  act("print", print);
  act("save", save);
  act("load", () => file.click());
  act("clear", () => { for (const radio of radios()) radio.checked = false; note.textContent = ""; keepInAddress(); });
}
addEventListener("popstate", readAddress);
addEventListener("pageshow", event => { if (event.persisted) readAddress(); });
readAddress();
