/* The Explore page: words and filters in, cases out, the state in the address. Reads and runs nothing until the reader
   searches, filters, or arrives with a query: then the facet table, and with words the concepts and Pagefind as well.

   <div id="explore" data-root="" data-words="{...}"> holds what templates/explore.html writes: plain lists until then,
   and empty, hidden places for the rest.

   Whenever cards are shown, #explore fires `casebook:shown` with {ids: all hits in their order}: first those that fit on a
   screen, then the others. */
const PAGE = 10, LATER = 7, PAUSE = 150, ORDERS = ["newest", "place", "sources"];
const parts = {}, searched = {};
let state = readAddress(), shown = PAGE, turn = 0, timer = 0, offering = 0, hits = [];
let facts, phrases, concepts, titles, found, failure;

// Loading ---------------------------------------------------------------------------------------------------------

window.casebookFacets = data => { facts = data; };
window.casebookConcepts = data => { phrases = data; };
window.casebookTitles = data => { titles = data; };
window.casebookWords = (name, text) => { parts[name] = text; };

/* What Explore needs before it can do anything; asked for early when the reader goes to the search box. */
const loadTools = () => load("tools", `facets.${language}`);

const start = once(async () => {
  await loadTools();
  index = casebook.readFacets(facts);
  index.labels = Object.fromEntries(Object.entries({ ...index.facets, effect: index.effects })
    .map(([facet, values]) => [facet, new Map(values)]));
});

/* What words need beside that, read side by side with it. */
const loadConcepts = once(async () => {
  await load("tools", `concepts.${language}`);
  concepts = readConcepts(phrases);
});

/* Ask early for what is going to be needed; who waits for it says so if it fails. */
const ask = (...ways) => { for (const load of ways) load().catch(() => {}); };

/* The part of the word list with the words that begin with a letter, as its text. */
async function loadPart(letter) {
  const name = letter.codePointAt(0).toString(16);
  if (phrases.parts.includes(name)) await load(`words.${language}/${name}`);
  return parts[name] ?? "";
}

const searchText = text => (searched[text] ??= once(() => loadIndex().then(search => search(text))))();

// State and address -----------------------------------------------------------------------------------------------

function readAddress() {
  const parameters = new URLSearchParams(location.search), filters = {}, sort = parameters.get("sort");
  for (const [facet, value] of parameters) {
    if (Object.hasOwn(words.facets, facet) && value) (filters[facet] ??= []).push(words.renamed?.[facet + value] ?? value);
  }
  const q = parameters.get("q") ?? "", exact = parameters.has("exact");
  return { q, filters: narrowed(filters), sort: ORDERS.includes(sort) ? sort : "", exact };
}

/* Parameters that are not ours (the cases to compare, what other sites append) stay as they are. */
function parametersOf({ q, filters, sort, exact }) {
  const parameters = new URLSearchParams(q ? { q } : {});
  if (q && exact) parameters.append("exact", "1");
  for (const facet in words.facets) filters[facet]?.forEach(value => parameters.append(facet, value));
  if (sort) parameters.append("sort", sort);
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (!["q", "exact", "sort"].includes(name) && !Object.hasOwn(words.facets, name)) parameters.append(name, value);
  }
  return parameters;
}

const addressFor = next => addressOf(parametersOf(next));

/* Go to another state: a new entry of the history for a filter, the same entry while the reader types. */
function go(next, isNewEntry) {
  state = next;
  shown = PAGE;
  if (isNewEntry) goTo(parametersOf(state));
  return update(() => isNewEntry || goTo(parametersOf(state), "replaceState"));
}

const goAndFocus = (next, position = 0) => go(next, true).then(() => focusAfter(position));

function without(facet, value) {
  const values = state.filters[facet].filter(other => other !== value);
  return { ...state, filters: narrowed({ ...state.filters, [facet]: values }) };
}

function chosenWith(facet, value, isChosen) {
  const [term, effect] = value.split(":"), isOf = other => termOf(other) === term;
  const others = (state.filters[facet] ?? []).filter(other => other !== value && (effect || !isOf(other)));
  const values = isChosen ? [...others, value] : effect && !others.some(isOf) ? [...others, term] : others; // all its effects
  return narrowed({ ...state.filters, [facet]: values });
}

function choose(facet, value, isChosen) {
  go({ ...state, filters: chosenWith(facet, value, isChosen) }, true);
}

const clear = () => goAndFocus({ ...state, filters: {} });

function removeChip(facet, value) {
  const position = [...picked.querySelectorAll("a")].indexOf(document.activeElement);
  goAndFocus(without(facet, value), Math.max(position, 0));
}

const asTyped = () => goAndFocus({ ...state, exact: true }, 99);

function goOut(next) {
  box.value = next.q;
  goAndFocus(next);
}

// Searching -------------------------------------------------------------------------------------------------------

/* The hits of a text before filters: {ids, byText: Map from id to what Pagefind knows, concepts, typed, right, unknown};
   misspelt words are put right first, unless they are asked for as typed; a word that no case holds finds no text. */
async function find(q, exact) {
  const none = { right: new Map(), unknown: [] };
  if (!foldWords(q).length) {
    return { ids: [...index.cases.keys()], byText: new Map(), concepts: [], typed: "", ...none };
  }
  await loadConcepts();
  const typed = conceptsIn(q, concepts);
  if (typed.isHeld) searchText(tellingText(q, concepts)).catch(() => {}); // most words are right: while they are checked
  const { right, unknown } = exact || q.includes('"') ? none
    : await check(remainingWords(typed.rest, concepts).slice(0, 32));
  const text = putRight(q, right), named = right.size ? conceptsIn(text, concepts) : typed;
  const rest = remainingWords(named.rest, concepts).join(" ");
  const [whole, within] = await Promise.all([
    named.isHeld && !unknown.length ? searchText(tellingText(text, concepts)) : [],
    !rest || !named.concepts.length ? null : unknown.length ? [] : searchText(rest),
  ]);
  // Asked a second time, Pagefind's worker sometimes answers null for a text it gave before (1.5.2, measured).
  const byText = new Map(whole.map(({ id, words, data }) => [id, words.length ? once(data) : null]));
  const ids = mergeHits(index.cases, [...byText.keys()], named.concepts, within?.map(hit => hit.id) ?? null);
  return { ids, byText, concepts: named.concepts, typed: rest ? "" : text.trim(), right, unknown };
}

function findOnce({ q, exact }) {
  if (found?.q !== q || found.exact !== exact) found = { q, exact, answer: once(() => find(q, exact)) };
  return found.answer();
}

/* Show the state. The old list stays until the new one is ready; an answer that comes too late is dropped. The list
   comes first: what stands beside it and `andThen` wait until the reader sees it. */
async function update(andThen = () => {}) {
  const mine = ++turn;
  failure?.remove();
  try {
    if (state.q) ask(loadConcepts, loadIndex);
    await start();
    if (mine !== turn) return;
    const { filters, sort } = state;
    setBusy(true);
    showPicked(filters);
    const answer = await findOnce(state);
    const ids = sortHits(select(index.cases, answer.ids, filters), sort, index);
    const cardsOf = (from, to) => Promise.all(ids.slice(from, to).map(id => explain(id, answer, filters)));
    const cards = await cardsOf(0, shown - LATER); // what fits on a screen
    if (mine !== turn) return;
    hits = ids;
    showSpelling(answer);
    showCases(cards, ids, state);
    if (ids.length) showMore(0);
    else showNothing(await bestWayOut(answer));
    showRest(mine, answer, filters, cards, cardsOf, andThen);
  } catch {
    if (mine !== turn) return;
    showFailure();
    setBusy(false);
    andThen();
  }
}

/* What may come after the list: its other cards, the filters with their counts, and where the texts hold the words. */
async function showRest(mine, { ids, byText }, filters, cards, cardsOf, andThen) {
  await painted();
  if (mine !== turn) return;
  const others = await cardsOf(cards.length, shown);
  if (mine !== turn) return;
  casebook.showCards(list, others, hits, true);
  if (hits.length) showMore(Math.min(PAGE, hits.length - list.children.length), showNext);
  showFacets(countFacets(index.cases, ids, filters), filters);
  andThen();
  await Promise.all([...cards, ...others].map(async card =>
    showExcerpt(card, await byText.get(card.dataset.id)?.().catch(() => null))));
  if (mine === turn) setBusy(false);
}

function showFailure() {
  failure = make("p", { className: "msg warn", role: "alert" }, words.failed);
  list.before(failure);
}

/* The words that no case holds, if others remain; else the one filter, or the text, whose removal gives most cases. */
async function bestWayOut({ ids, unknown }) {
  const { q, filters } = state, rest = putRight(q, new Map(unknown.map(word => [word, ""]))).trim();
  const ways = Object.entries(filters).flatMap(([facet, values]) => values.map(value =>
    ({ next: without(facet, value), label: filterLabel(facet, value), ids })));
  if (q) ways.push({ next: { ...state, q: "" }, label: q, ids: [...index.cases.keys()] });
  const isLess = rest && rest !== q;
  if (isLess) ways.unshift({ next: { ...state, q: rest }, label: unknown.join(" "), ids: (await find(rest)).ids });
  const counted = ways.map(way => ({ ...way, count: select(index.cases, way.ids, way.next.filters).length }));
  return isLess && counted[0].count ? counted[0]
    : counted.reduce((best, way) => way.count > (best?.count ?? 0) ? way : best, null);
}

async function showNext() {
  const first = shown;
  shown += PAGE;
  await update();
  list.children[first]?.querySelector("h3 a")?.focus();
}

/* All hits as a file, shown or not. */
async function save() {
  const { csvText, saveFile } = casebook;
  try {
    await load(`titles.${language}`);
    saveFile(`casebook-${index.edition}.csv`, "text/csv", csvText(tableOf(hits, titles)));
  } catch {
    showFailure();
  }
}

// The reader ------------------------------------------------------------------------------------------------------

const isAsking = () => state.q || state.sort || Object.keys(state.filters).length;

const isNew = next => !index || addressFor(next) !== addressFor(state);

function showState() {
  state = readAddress();
  shown = PAGE;
  box.value = state.q;
  if (index || isAsking()) update();
}

function search() {
  const q = box.value.trim();
  clearTimeout(timer);
  go({ ...state, q, exact: state.exact && q === state.q });
}

/* Concepts that begin as what is typed are offered below the box: chosen, they become a filter. */
async function offer() {
  const mine = ++offering;
  await Promise.all([start(), loadConcepts()]);
  if (mine === offering) showOffers();
}

box.oninput = () => {
  clearTimeout(timer);
  timer = setTimeout(search, PAUSE);
  ask(offer, loadIndex);
};
box.onfocus = () => ask(loadTools, loadConcepts);
box.form.onsubmit = event => { event.preventDefault(); offering++; box.onblur?.(); search(); };
form.onsubmit = event => event.preventDefault();
order.onchange = () => go({ ...state, sort: order.value }, true);
bar.lastChild.onclick = save;
addEventListener("popstate", () => isNew(readAddress()) && showState()); // a skip link is no new state
addEventListener("pageshow", event => { if (event.persisted) showState(); });

/* Filters are loaded when they are asked for: by the button, or by opening the fold on a small screen. */
const fold = form.closest("details");
form.prepend(button(words.choose, () => update(() => form.querySelector("summary")?.focus())));
fold.firstElementChild.onclick = () => { if (!fold.open && !index) update(); };
showState();
