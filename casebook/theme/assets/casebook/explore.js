/* The Explore page: words and filters in, cases out, the state in the address. Reads and runs nothing until the reader
   searches, filters, or arrives with a query: then the facet table, and with words the concepts and Pagefind as well.

   <div id="explore" data-root="" data-assets="assets/casebook/" data-language="en" data-words="{...}">
   holds what templates/explore.html writes: plain lists until then, and empty, hidden places for the rest.

   Whenever a list is shown, #explore fires `casebook:shown` with {ids: all hits in their order, shown: those listed}. */
(() => {
  "use strict";
  const root = document.getElementById("explore");
  if (!root) return;
  const { load, make, button, goTo, addressOf } = casebook;
  const PAGE = 10, PAUSE = 150, ORDERS = ["newest", "place", "sources"];
  const { assets, language } = root.dataset, words = JSON.parse(root.dataset.words);
  const bundle = new URL(`${root.dataset.root}pagefind/`, document.baseURI).href; // of the language of the page
  const box = root.querySelector("input[name=q]"), form = root.querySelector("form.facets");
  const parts = {}, query = casebookQuery, check = casebookSpelling(loadPart), foldWords = text => casebook.foldWords(text);
  let state = readAddress(), shown = PAGE, turn = 0, timer = 0, offering = 0, hits = [];
  let view, facts, index, cardOf, phrases, concepts, titles, offers, started, found, rest, failure;

  // Loading -------------------------------------------------------------------------------------------------------

  window.casebookFacets = data => { facts = data; };
  window.casebookConcepts = data => { phrases = data; };
  window.casebookTitles = data => { titles = data; };
  window.casebookWords = (name, text) => { parts[name] = text; };

  const loadAll = (...names) => Promise.all(names.map(name => load(`${assets}${name}.js`)));

  /* What Explore needs before it can do anything; asked for early when the reader goes to the search box. */
  const loadTools = () => loadAll("tools", `facets.${language}`);

  function start() {
    return started ??= loadTools().then(() => {
      cardOf = casebookCards(`${assets}cards.${language}`);
      index = casebook.readFacets(facts);
      index.labels = Object.fromEntries(Object.entries(index.facets).map(([facet, values]) => [facet, new Map(values)]));
      const order = sort => go({ ...state, sort }, true);
      view = casebookView(root, words, index, { choose, order, save, clear });
    }).catch(error => { started = undefined; throw error; });
  }

  /* What words need beside that, read side by side with it. */
  async function loadConcepts() {
    await loadAll("tools", `concepts.${language}`);
    return concepts ??= query.readConcepts(phrases);
  }

  const loadIndex = () => casebookPagefind(bundle);

  /* Ask early for what is going to be needed; who waits for it says so if it fails. */
  const ask = (...ways) => { for (const load of ways) load().catch(() => {}); };

  /* The part of the word list with the words that begin with a letter, as its text. */
  async function loadPart(letter) {
    const name = letter.codePointAt(0).toString(16);
    if (phrases.parts.includes(name)) await loadAll(`words.${language}/${name}`);
    return parts[name] ?? "";
  }

  const searchText = text => loadIndex().then(({ search }) => search(text));

  // State and address ---------------------------------------------------------------------------------------------

  function readAddress() {
    const parameters = new URLSearchParams(location.search), filters = {}, sort = parameters.get("sort");
    for (const [facet, value] of parameters) {
      if (Object.hasOwn(words.facets, facet) && value) (filters[facet] ??= []).push(value);
    }
    const q = parameters.get("q") ?? "", exact = parameters.has("exact");
    return { q, filters: query.narrowed(filters), sort: ORDERS.includes(sort) ? sort : "", exact };
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

  function without(state, facet, value) {
    const values = state.filters[facet].filter(other => other !== value);
    return { ...state, filters: query.narrowed({ ...state.filters, [facet]: values }) };
  }

  function chosenWith(filters, facet, value, isChosen) {
    const [term, effect] = value.split(":");
    const others = (filters[facet] ?? []).filter(other => other !== value && (effect || other.split(":")[0] !== term));
    const values = isChosen ? [...others, value] : others;
    if (!isChosen && effect && !others.some(other => other.split(":")[0] === term)) values.push(term); // all its effects
    return query.narrowed({ ...filters, [facet]: values });
  }

  function choose(facet, value, isChosen) {
    go({ ...state, filters: chosenWith(state.filters, facet, value, isChosen) }, true);
  }

  function clear() {
    return go({ ...state, filters: {} }, true).then(() => view.focusAfter(0));
  }

  function removeChip(facet, value) {
    const chips = [...view.picked.querySelectorAll("a")], position = chips.indexOf(document.activeElement);
    return go(without(state, facet, value), true).then(() => view.focusAfter(Math.max(position, 0)));
  }

  // Searching -----------------------------------------------------------------------------------------------------

  /* The hits of a text before filters: {ids, byText: Map from id to what Pagefind knows, concepts, typed, right, unknown};
     misspelt words are put right first, unless they are asked for as typed; a word that no case holds finds no text. */
  async function find(q, exact) {
    const none = { right: new Map(), unknown: [] };
    if (!foldWords(q).length) {
      return { ids: [...index.cases.keys()], byText: new Map(), concepts: [], typed: "", ...none };
    }
    const known = await loadConcepts(), typed = query.conceptsIn(q, known);
    if (typed.isHeld) ask(async () => (await loadIndex()).preload(query.tellingText(q, known)));
    const { right, unknown } = exact || q.includes('"') ? none
      : await check(query.remainingWords(typed.rest, known).slice(0, 32));
    const text = query.putRight(q, right), named = right.size ? query.conceptsIn(text, known) : typed;
    const rest = query.remainingWords(named.rest, known).join(" ");
    const [whole, within] = await Promise.all([
      named.isHeld && !unknown.length ? searchText(query.tellingText(text, known)) : [],
      !rest || !named.concepts.length ? null : unknown.length ? [] : searchText(rest),
    ]);
    const byText = new Map(whole.map(({ id, words, data }) => [id, words.length ? once(data) : null]));
    const ids = query.mergeHits(index.cases, [...byText.keys()], named.concepts, within?.map(hit => hit.id) ?? null);
    return { ids, byText, concepts: named.concepts, typed: rest ? "" : text.trim(), right, unknown };
  }

  /* Asked a second time, Pagefind's worker sometimes answers null for a text it gave before (1.5.2, measured). */
  function once(ask) {
    let answer;
    return () => answer ??= ask();
  }

  async function findOnce({ q, exact }) {
    if (found?.q !== q || found.exact !== exact) found = { q, exact, answer: find(q, exact) };
    const mine = found;
    return mine.answer.catch(error => { if (found === mine) found = undefined; throw error; });
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
      const { q, filters, sort } = state;
      view.setBusy(true);
      view.showPicked(filters, (facet, value) => addressFor(without(state, facet, value)), removeChip);
      const answer = await findOnce(state);
      const ids = query.sortHits(query.select(index.cases, answer.ids, filters), sort, index);
      const cards = await Promise.all(ids.slice(0, shown).map(id => explainedCard(id, answer, filters)));
      if (mine !== turn) return;
      hits = ids;
      view.showSpelling(answer, spelling(answer), { href: addressFor({ ...state, exact: true }), act: asTyped });
      view.showCases(cards, ids, sort, q);
      if (ids.length) view.showMore(Math.min(PAGE, ids.length - cards.length), showNext);
      else view.showNothing(await bestWayOut(answer));
      rest = showRest(mine, answer, filters, cards, andThen);
    } catch {
      if (mine !== turn) return;
      showFailure();
      view?.setBusy(false);
      andThen();
    }
  }

  /* What may come after the list: the filters with their counts, and where the texts hold the words. */
  async function showRest(mine, { ids, byText }, filters, cards, andThen) {
    await painted();
    if (mine !== turn) return;
    view.showFacets(query.countFacets(index.cases, ids, filters), filters);
    andThen();
    await Promise.all(cards.map(async card =>
      view.showExcerpt(card, await byText.get(card.dataset.id)?.().catch(() => null))));
    if (mine === turn) view.setBusy(false);
  }

  const painted = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));

  /* The misspelt words as the reader typed them, with the right ones: [[typed, right], ...]. */
  const spelling = ({ right }) => (state.q.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? [])
    .map(word => [word, right.get(foldWords(word).join(" "))]).filter(([, word]) => word);

  const asTyped = () => go({ ...state, exact: true }, true).then(() => view.focusAfter(99));

  function showFailure() {
    failure = make("p", { className: "msg warn", role: "alert" }, words.failed);
    root.querySelector("ol.cases").before(failure);
  }

  async function explainedCard(id, answer, { mechanism = [], ...others }) {
    const card = await cardOf(id, (term, effect) => mechanism.includes(term) || mechanism.includes(`${term}:${effect}`));
    return view.explain(id, card, answer, { mechanism, ...others });
  }

  /* The words that no case holds, if others remain; else the one filter, or the text, whose removal gives most cases. */
  async function bestWayOut({ ids, unknown }) {
    const { q, filters } = state, rest = query.putRight(q, new Map(unknown.map(word => [word, ""]))).trim();
    const ways = Object.entries(filters).flatMap(([facet, values]) => values.map(value =>
      ({ next: without(state, facet, value), label: view.filterLabel(facet, value), ids })));
    if (q) ways.push({ next: { ...state, q: "" }, label: q, ids: [...index.cases.keys()] });
    const isLess = rest && rest !== q;
    if (isLess) ways.unshift({ next: { ...state, q: rest }, label: unknown.join(" "), ids: (await find(rest)).ids });
    const counted = ways.map(way => ({ ...way, count: query.select(index.cases, way.ids, way.next.filters).length }));
    const best = isLess && counted[0].count ? counted[0]
      : counted.reduce((best, way) => way.count > (best?.count ?? 0) ? way : best, null);
    return best && { ...best, address: addressFor(best.next), remove: () => goAndShow(best.next) };
  }

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

  /* All hits as a file, shown or not. */
  async function save() {
    const { csvText, saveFile } = casebook;
    try {
      await loadAll(`titles.${language}`);
      saveFile(`casebook-${index.edition}.csv`, "text/csv", csvText(view.rowsOf(hits, titles)));
    } catch {
      showFailure();
    }
  }

  // The reader ----------------------------------------------------------------------------------------------------

  const isAsking = () => state.q || state.sort || Object.keys(state.filters).length;

  const isNew = next => !index || addressFor(next) !== addressFor(state);

  function showState() {
    state = readAddress();
    shown = PAGE;
    box.value = state.q;
    if (started || isAsking()) update();
  }

  function typed(pause) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const q = box.value.trim();
      go({ ...state, q, exact: state.exact && q === state.q }, false);
    }, pause);
  }

  /* Concepts that begin as what is typed are offered below the box: chosen, they become a filter. */
  async function offer() {
    const mine = ++offering;
    await Promise.all([start(), loadConcepts()]);
    if (mine !== offering) return;
    offers ??= casebookOffers(box, root.dataset.root, words, index, concepts, (facet, value, q) => {
      clearTimeout(timer);
      box.value = q;
      return go({ ...state, q, exact: false, filters: chosenWith(state.filters, facet, value, true) }, true);
    });
    offers();
  }

  box.oninput = () => { typed(PAUSE); ask(offer, loadIndex); };
  box.onfocus = () => ask(loadTools, loadConcepts);
  box.form.onsubmit = event => { event.preventDefault(); offering++; box.onblur?.(); typed(0); };
  form.onsubmit = event => event.preventDefault();
  addEventListener("popstate", () => { if (isNew(readAddress())) showState(); }); // a skip link is no new state
  addEventListener("pageshow", event => { if (event.persisted) showState(); });

  /* Filters are loaded when they are asked for: by the button, or by opening the fold on a small screen. */
  const fold = form.closest("details");
  form.prepend(button(words.choose, () => update(() => form.querySelector("summary")?.focus())));
  if (fold) fold.firstElementChild.onclick = () => { if (!fold.open && !started) update(); };
  showState();
})();
