/* The Explore page: words and filters in, cases out, the state in the address. Reads and runs nothing until the reader
   searches, filters, or arrives with a query: then the facet table, and with words the concepts and Pagefind as well.

   <div id="explore" data-root="" data-table="assets/casebook/facets.en.js" data-pagefind="pagefind/" data-words="{...}">
   holds form[role=search] with input[name=q], form.facets, h2, ul.picked, ol.cases: plain lists until then. */
(() => {
  "use strict";
  const root = document.getElementById("explore");
  if (!root) return;
  const PAGE = 10, PAUSE = 150;
  const scripts = new URL(".", document.currentScript.src).href;
  const table = new URL(root.dataset.table, document.baseURI).href;
  const bundle = new URL(root.dataset.pagefind ?? `${root.dataset.root}pagefind/`, document.baseURI).href;
  const words = JSON.parse(root.dataset.words);
  const box = root.querySelector("input[name=q]"), form = root.querySelector("form.facets");
  const cards = {}, asked = {};
  let state = readAddress(), shown = PAGE, turn = 0, timer = 0;
  let query, view, tables, index, phrases, concepts, started, found, failure;

  // Loading -------------------------------------------------------------------------------------------------------

  /* Scripts hand over data by calling a function: the way that works from disk too. */
  function load(address) {
    return asked[address] ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.onload = resolve;
      script.onerror = () => { delete asked[address]; reject(new TypeError(`cannot read ${address}`)); };
      script.src = address;
      document.head.append(script);
    });
  }

  window.casebookFacets = data => { tables = data; };
  window.casebookConcepts = data => { phrases = data; };
  window.casebookCard = (id, card) => { cards[id] = card; };

  /* What Explore needs before it can do anything; asked for early when the reader goes to the search box. */
  function loadTools() {
    return Promise.all([load(`${scripts}query.js`), load(`${scripts}explore-view.js`), load(table)]);
  }

  function start() {
    return started ??= loadTools().then(() => {
      query = window.casebookQuery;
      index = query.readFacets(tables);
      view = window.casebookView(root, words, index);
      view.buildFacets(query.countFacets(index.cases, [...index.cases.keys()], {}), choose);
      keepKnownFacets();
    }).catch(error => { started = undefined; throw error; });
  }

  /* What words need beside that, asked for side by side with it. Pagefind itself waits until it is known to be needed. */
  function loadForWords() {
    return Promise.all([load(table.replace(/[^/]*$/, "concepts.js")), load(`${scripts}pagefind-loader.js`)]);
  }

  async function loadConcepts() {
    await loadForWords();
    return concepts ??= query.readConcepts(phrases);
  }

  async function loadCard(id) {
    if (!cards[id]) await load(table.replace(/facets([^/]*)\.js$/, `cards$1/${id}.js`));
    return cards[id];
  }

  async function searchText(text) {
    const search = await window.casebookPagefind(bundle);
    return search(text);
  }

  // State and address ---------------------------------------------------------------------------------------------

  function readAddress() {
    const parameters = new URLSearchParams(location.search), filters = Object.create(null); // ?__proto__= is a name too
    for (const [facet, value] of parameters) {
      if (facet !== "q" && value) (filters[facet] ??= []).push(value);
    }
    return { q: parameters.get("q") ?? "", filters };
  }

  /* Parameters that are no facet (those that other sites append) are not ours to filter by. */
  function keepKnownFacets() {
    const entries = Object.entries(state.filters).filter(([facet]) => Object.hasOwn(index.facets, facet));
    state = { ...state, filters: query.narrowed(Object.fromEntries(entries)) };
  }

  function addressOf({ q, filters }) {
    const parameters = new URLSearchParams(q ? { q } : {});
    for (const facet of Object.keys(index.facets)) filters[facet]?.forEach(value => parameters.append(facet, value));
    const text = String(parameters).replaceAll("%3A", ":");
    return location.pathname + (text && `?${text}`);
  }

  /* Go to another state: a new entry of the history for a filter, the same entry while the reader types. */
  function go(next, isNewEntry) {
    state = next;
    shown = PAGE;
    try {
      history[isNewEntry ? "pushState" : "replaceState"](null, "", addressOf(state));
    } catch { /* a browser that keeps no history for files: everything else works */ }
    return update();
  }

  function without({ q, filters }, facet, value) {
    return { q, filters: query.narrowed({ ...filters, [facet]: filters[facet].filter(other => other !== value) }) };
  }

  function choose(facet, value, isChosen) {
    const [term, effect] = value.split(":");
    const others = (state.filters[facet] ?? []).filter(other => other !== value && (effect || other.split(":")[0] !== term));
    const values = isChosen ? [...others, value] : others;
    if (!isChosen && effect && !others.some(other => other.split(":")[0] === term)) values.push(term); // all its effects
    go({ ...state, filters: query.narrowed({ ...state.filters, [facet]: values }) }, true);
  }

  function removeChip(facet, value) {
    const chips = [...view.picked.querySelectorAll("a")], position = chips.indexOf(document.activeElement);
    return go(without(state, facet, value), true).then(() => view.focusAfter(Math.max(position, 0)));
  }

  // Searching -----------------------------------------------------------------------------------------------------

  /* The hits of a text before filters: {ids, byText: Map from id to what Pagefind knows, concepts, typed}. */
  async function find(q) {
    if (!query.foldWords(q).length) return { ids: [...index.cases.keys()], byText: new Map(), concepts: [], typed: "" };
    const known = await loadConcepts();
    const named = query.conceptsIn(q, known), rest = query.remainingWords(named.rest, known).join(" ");
    const [whole, within] = await Promise.all([
      named.isHeld ? searchText(query.tellingText(q, known)) : [],
      rest && named.concepts.length ? searchText(rest) : null,
    ]);
    const byText = new Map(whole.map(hit => [hit.id, once(hit.data)]));
    const ids = query.mergeHits(index.cases, [...byText.keys()], named.concepts, within?.map(hit => hit.id) ?? null);
    return { ids, byText, concepts: named.concepts, typed: rest ? "" : q.trim() };
  }

  /* Asked a second time, Pagefind's worker sometimes answers null for a text it gave before (1.5.2, measured). */
  function once(ask) {
    let answer;
    return () => answer ??= ask();
  }

  async function findOnce(q) {
    if (found?.q !== q) found = { q, answer: find(q) };
    const mine = found;
    return mine.answer.catch(error => { if (found === mine) found = undefined; throw error; });
  }

  /* Show the state. The old list stays until the new one is ready; an answer that comes too late is dropped. */
  async function update() {
    const mine = ++turn;
    failure?.remove();
    try {
      if (state.q) loadForWords().catch(() => {}); // find() waits for it, and says so if it fails
      await start();
      if (mine !== turn) return;
      const { q, filters } = state;
      view.setBusy(true);
      view.showPicked(filters, (facet, value) => addressOf(without(state, facet, value)), removeChip);
      const answer = await findOnce(q);
      const ids = query.select(index.cases, answer.ids, filters);
      const rows = await Promise.all(ids.slice(0, shown).map(id => rowOf(id, answer, filters)));
      if (mine !== turn) return;
      view.showFacets(query.countFacets(index.cases, answer.ids, filters), filters);
      view.showCases(rows, ids.length, index.cases.size);
      if (ids.length) view.showMore(Math.min(PAGE, ids.length - rows.length), showNext);
      else view.showNothing(await bestWayOut(answer));
    } catch {
      if (mine === turn) showFailure();
    } finally {
      if (mine === turn) view?.setBusy(false);
    }
  }

  function showFailure() {
    const message = document.createElement("p");
    message.className = "msg warn";
    message.setAttribute("role", "alert");
    message.textContent = words.failed;
    failure = message;
    root.querySelector("ol.cases").before(message);
  }

  async function rowOf(id, answer, filters) {
    const data = answer.byText.get(id);
    const [card, text] = await Promise.all([loadCard(id), data?.().then(excerptOf).catch(() => null)]);
    return { id, card, why: whyLines(id, card, answer, filters, text) };
  }

  function whyLines(id, card, { byText, concepts, typed }, filters, text) {
    const values = index.cases.get(id), uses = values.mechanism.filter(value => value.includes(":"));
    const chosen = filters.mechanism ?? [];
    const lines = uses.map((use, at) => ({ use, how: card[5][at] }))
      .filter(({ use }) => chosen.includes(use) || chosen.includes(use.split(":")[0]))
      .map(({ use, how }) => ({ effect: use.split(":")[1], how }));
    const carried = byText.has(id) ? [] : query.carriedBy(values, concepts);
    if (carried.length) lines.push({ terms: carried.map(concept => concept.split("/")), typed });
    if (text) lines.push(text);
    return lines;
  }

  /* The densest 30 words around what Pagefind found, as [text, is it found], and the section in which they begin. */
  function excerptOf({ content, weighted_locations: places, anchors }) {
    const LENGTH = 30, all = content.split(/\s+/), at = places.map(place => place.location).sort((a, b) => a - b);
    if (!at.length) return null;
    const near = first => at.filter(place => place >= first && place < first + LENGTH).length;
    const first = at.reduce((best, place) => near(place) > near(best) ? place : best, at[0]);
    const from = Math.max(0, first - 6), part = all.slice(from, from + LENGTH), hits = new Set(at);
    const pieces = part.flatMap((word, n) => {
      const [, before, core, behind] = word.match(/^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/u); // marks no comma
      return [[(n ? " " : "") + before, false], [core, hits.has(from + n)], [behind, false]];
    });
    const section = anchors.filter(anchor => anchor.location <= first).sort((a, b) => b.location - a.location)[0];
    const ends = [[from ? "… " : "", false], [from + LENGTH < all.length ? " …" : "", false]];
    return { words: [ends[0], ...pieces, ends[1]], anchor: section?.id ?? "" };
  }

  /* The one filter, or the text, whose removal gives most cases. */
  async function bestWayOut(answer) {
    const { q, filters } = state, all = [...index.cases.keys()];
    const ways = Object.entries(filters).flatMap(([facet, values]) => values.map(value => {
      const next = without(state, facet, value);
      return { next, label: view.filterLabel(facet, value), count: count(answer.ids, next) };
    }));
    if (q) ways.push({ next: { q: "", filters }, label: q, count: count(all, state) });
    const best = ways.reduce((best, way) => way.count > (best?.count ?? 0) ? way : best, null);
    return best && { ...best, address: addressOf(best.next), remove: () => goAndShow(best.next) };
  }

  const count = (ids, next) => query.select(index.cases, ids, next.filters).length;

  function goAndShow(next) {
    box.value = next.q;
    return go(next, true).then(() => view.focusAfter(0));
  }

  async function showNext() {
    const first = shown;
    shown += PAGE;
    await update();
    view.list.children[first]?.querySelector("h3 a")?.focus();
  }

  // The reader ----------------------------------------------------------------------------------------------------

  const isAsking = () => state.q || Object.keys(state.filters).length;

  const isNew = next => !index || addressOf(next) !== addressOf(state);

  function showState() {
    state = readAddress();
    if (index && query) keepKnownFacets();
    shown = PAGE;
    box.value = state.q;
    if (started || isAsking()) update();
  }

  function typed(pause) {
    clearTimeout(timer);
    timer = setTimeout(() => start().then(() => go({ ...state, q: box.value.trim() }, false), showFailure), pause);
  }

  box.addEventListener("input", () => typed(PAUSE));
  box.addEventListener("focus", () => Promise.all([loadTools(), loadForWords()]).catch(() => {}), { once: true });
  box.form.addEventListener("submit", event => { event.preventDefault(); typed(0); });
  form.addEventListener("submit", event => event.preventDefault());
  addEventListener("popstate", () => { if (isNew(readAddress())) showState(); }); // a skip link is no new state
  addEventListener("pageshow", event => { if (event.persisted) showState(); });

  /* Filters are loaded when they are asked for: by the button, or by opening the fold on a small screen. */
  const fold = form.closest("details");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn line";
  button.textContent = words.choose;
  button.addEventListener("click", () => update().then(() => form.querySelector("input")?.focus()));
  form.prepend(button);
  fold?.querySelector("summary").addEventListener("click", () => { if (!fold.open && !started) update(); });
  showState();
})();
