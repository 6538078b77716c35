/* What the Explore page shows: filters, chips, cards, messages. Builds elements only; text is always set as text.
   Every word comes from `words`, the JSON on the page; every fact from the facet table and the card scripts. */
const { language, load, once, painted, make, button, number, lowerFirst, goTo, addressOf } = casebook;
const root = document.getElementById("explore"), words = JSON.parse(root.dataset.words), home = root.dataset.root;
const say = (key, values) => casebook.say(words, key, values);
const [box, form, heading, spelt, bar, order, picked, status, list, after] = ["[name=q]", "form.facets", "h2", ".spelt",
  ".sorting", "#sort", ".picked", "section > [role=status]", "ol.cases", "ol + .gap"].map(part => root.querySelector(part));
const SHORT = 6; // so many values of a facet are shown at first
const OPEN = ["mechanism", "theme", "region", "size"]; // the facets that are open at first where there is room
const ON_CARD = ["place", "country", "status", "stage"]; // facets that cards show themselves
let index; // the facet table as readFacets gives it, with `labels`, a Map from id to label for each facet and for effects
let last; // counts and filters as they were shown last

const termOf = value => value.split(":")[0];
const labelOf = (facet, value) => index.labels[facet]?.get(value) ?? value;

/* The words for a filter: `Procurement: hindered`. */
function filterLabel(facet, value) {
  const [term, effect] = value.split(":");
  return labelOf(facet, term) + (effect ? `${words.colon} ${lowerFirst(labelOf("effect", effect))}` : "");
}

/* A link to another state that acts on this page, and still opens elsewhere with a modifier key. */
function link(text, next, act, ...children) {
  return make("a", { href: addressFor(next), onclick(event) {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    act();
  } }, text, ...children);
}

const span = (text, className = "") => make("span", { className }, text);

// Filters ---------------------------------------------------------------------------------------------------------

/* Put a group for each facet into the form, with a box for each value, those with most cases first where there are
   many. On a wide screen some groups are open; the boxes of a closed one are made when it opens. */
function buildFacets(counts, filters) {
  const isWide = matchMedia("(min-width: 70rem)").matches;
  const groups = Object.keys(index.facets).filter(facet => index.facets[facet].length)
    .map(facet => facetGroup(facet, counts[facet], facet in filters || (isWide && OPEN.includes(facet))));
  form.replaceChildren(...groups);
  form.onchange = ({ target }) => choose(target.name, target.value, target.checked);
}

function facetGroup(facet, counts, open) {
  const name = words.facets[facet], group = make("details", { className: "facet", open, "data-facet": facet },
    make("summary", {}, span(name), span("", "n")), make("fieldset", { "aria-label": name }));
  group.ontoggle = () => { if (group.open && group.shown !== last) showGroup(group, ...last); };
  if (open) fillGroup(group, counts);
  return group;
}

function fillGroup(group, counts) {
  const set = group.lastChild, { facet } = group.dataset, values = [...index.facets[facet]];
  if (set.firstChild) return;
  if (values.length > SHORT) values.sort(([one], [other]) => counts[other] - counts[one]);
  const boxes = values.flatMap(([value, label]) => [
    valueRow(facet, value, span(label)),
    ...(facet === "mechanism" ? index.effects.map(([effect, name]) => valueRow(facet, `${value}:${effect}`,
      make("span", {}, span(lowerFirst(name), `effect ${effect}`)), "sub")) : []),
  ]);
  set.append(make("div", {}, ...boxes), button("", () => openGroup(group)));
}

function valueRow(name, value, text, className = "") {
  const box = make("input", { type: "checkbox", name, value, autocomplete: "off" });
  return make("label", { className }, box, text, span("", "n"));
}

/* Show all values of a long facet, and go on at the first that was hidden. */
function openGroup(group) {
  const hidden = [...group.querySelectorAll("label[hidden]")];
  group.dataset.all = "";
  showGroup(group, ...last);
  hidden.find(row => !row.hidden)?.firstChild.focus();
}

function showFacets(counts, filters) {
  if (!last) buildFacets(countAll(index), filters);
  const before = last?.[1] ?? {};
  last = [counts, filters];
  for (const group of form.querySelectorAll("details")) {
    const { facet } = group.dataset, chosen = filters[facet]?.length ?? 0;
    if (chosen && !before[facet]) group.open = true; // chosen by the address, a concept, the back button
    group.querySelector(".n").textContent = chosen ? say("chosen", { num: chosen }) : "";
    group.hidden = !chosen && !Object.values(counts[facet] ?? {}).some(Boolean);
    if (group.open && !group.hidden) showGroup(group, counts, filters);
  }
}

/* Tick and count the boxes of a group: values without hits are hidden unless chosen, effects until their mechanism is
   chosen, and all but those with most hits in a long facet until they are asked for. The order stays as it is. */
function showGroup(group, counts, filters) {
  fillGroup(group, counts[group.dataset.facet] ?? {});
  group.shown = last;
  const boxes = [...group.querySelectorAll("label")]
    .filter(row => showRow(row, counts, filters) && row.className !== "sub");
  const most = boxes.sort((one, other) => other.dataset.count - one.dataset.count);
  const extra = "all" in group.dataset ? [] : most.slice(SHORT).filter(row => !row.firstChild.checked);
  const more = group.lastChild.lastChild;
  for (const row of extra) row.hidden = true;
  more.hidden = !extra.length;
  more.textContent = say("more", { num: extra.length });
}

function showRow(row, counts, filters) {
  const box = row.firstChild, chosen = filters[box.name] ?? [], [term, effect] = box.value.split(":");
  const count = counts[box.name]?.[box.value] ?? 0;
  const isOpen = chosen.some(value => termOf(value) === term);
  box.checked = chosen.includes(box.value) || (!effect && isOpen);
  row.hidden = (effect && !isOpen) || !(count || box.checked);
  row.dataset.count = count;
  row.lastChild.textContent = number(count);
  return !row.hidden;
}

/* Chips that remove one filter each. */
function showPicked(filters) {
  const chips = Object.entries(filters).flatMap(([facet, values]) => values.map(value => link(filterLabel(facet, value),
    without(facet, value), () => removeChip(facet, value), span(words.remove, "sr"))));
  picked.hidden = !chips.length;
  picked.replaceChildren(...[...chips, ...(chips.length > 1 ? [button(words.clear, clear)] : [])]
    .map(chip => make("li", {}, chip)));
}

// Cases -----------------------------------------------------------------------------------------------------------

/* Replace the list. `cards` are elements, see `explain`; `ids` are all hits. */
function showCases(cards, ids, { sort, q }) {
  const total = index.cases.size, text = say(ids.length === total ? "all" : "count", { num: ids.length, total });
  heading.textContent = text;
  order.value = sort;
  order.options[0].textContent = q ? words.sort_match : words.sort_best;
  bar.hidden = !ids.length;
  const said = [spelt.hidden ? "" : spelt.firstChild.textContent, text,
    sort && lowerFirst(order.selectedOptions[0].textContent)].filter(Boolean).join(", ");
  if (status.textContent !== said) status.textContent = said;
  for (const plain of root.querySelectorAll(".more-cases")) plain.hidden = true;
  casebook.showCards(list, cards, ids);
}

/* The card of a case, and why it is here: for the mechanisms chosen as it says itself, then what else was chosen, the
   concepts of the query, and its text. */
async function explain(id, { byText, concepts, typed }, { mechanism = [], ...filters }) {
  const card = await casebook.cardOf(id, (term, effect) =>
    mechanism.includes(term) || mechanism.includes(`${term}:${effect}`));
  const values = index.cases.get(id), chosen = new Set(mechanism.map(termOf));
  const add = (text, kind = "") => card.lastChild.before(make("p", { className: `why${kind}` }, span(text)));
  if (chosen.size < 2) for (const name of card.querySelectorAll(".why b:first-child")) name.remove();
  const matched = Object.entries(filters).filter(([facet]) => !ON_CARD.includes(facet)).map(([facet, wanted]) =>
    `${words.facets[facet]}${words.colon} ${
      wanted.filter(value => values[facet].includes(value)).map(value => labelOf(facet, value)).join(", ")}`);
  if (matched.length) add(matched.join(" · "));
  const carried = byText.has(id) ? [] : carriedBy(values, concepts).map(concept => concept.split("/"))
    .filter(([facet, term]) => facet !== "mechanism" || !chosen.has(term)).map(([facet, term]) => labelOf(facet, term));
  if (carried.length) {
    const isKnown = !typed || carried.some(name => name.toLowerCase() === typed.toLowerCase());
    add(say(isKnown ? "has" : "has_typed", { concepts: carried.join(", "), typed }));
  }
  if (byText.get(id)) add("", " text");
  return card;
}

/* Put the excerpt of a text, once it is read, where `explain` left a place for it. */
function showExcerpt(card, text) {
  const place = card.querySelector(".text");
  if (text) place.firstChild.append(...excerptOf(card.dataset.id, text));
  else place?.remove();
}

/* The densest 30 words around what Pagefind found, after the name of the section in which they begin. */
function excerptOf(id, { content, weighted_locations: places, anchors }) {
  const LENGTH = 30, all = content.split(/\s+/), at = places.map(place => place.location).sort((a, b) => a - b);
  const near = first => at.filter(place => place >= first && place < first + LENGTH).length;
  const first = at.reduce((best, place) => near(place) > near(best) ? place : best);
  const from = Math.max(0, first - 6), part = all.slice(from, from + LENGTH);
  const pieces = part.flatMap((word, n) => {
    const [, before, core, behind] = word.match(/^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/u); // marks no comma
    return [(n && !apart(`${part[n - 1]}x`).endsWith(" x") ? " " : "") + before, at.includes(from + n) ? make("mark", {}, core) : core, behind];
  });
  const section = anchors.filter(anchor => anchor.location <= first).sort((a, b) => b.location - a.location)[0]?.id;
  const name = words.sections[section], href = `${home}cases/${id}.html#${section}`;
  return [...(name ? [make("a", { href }, name), `${words.colon} `] : []), from ? "… " : "", ...pieces,
    from + LENGTH < all.length ? " …" : ""];
}

/* All hits as rows of cells, names first, for a file; `cells` are those of each case by its id. */
function tableOf(ids, cells) {
  const at = location.protocol === "file:" ? "" : new URL(home || ".", document.baseURI).href;
  return [words.columns, ...ids.map(id => [...cells[id], `${at}cases/${id}.html`])];
}

// Around the list -------------------------------------------------------------------------------------------------

/* Which misspelt words were put right, and which no case holds. */
function showSpelling({ right: known, unknown }) {
  const pairs = (state.q.match(WORDS) ?? []).map(word => [word, known.get(foldWords(word).join(" "))])
    .filter(([, word]) => word);
  const quoted = list => list.map(word => say("quoted", { word })).join(", ");
  const [wrong, right] = [0, 1].map(side => quoted(pairs.map(pair => pair[side])));
  const text = [pairs.length && say("spelt", { num: pairs.length, right, typed: wrong }),
    unknown.length && say("unknown", { num: unknown.length, typed: quoted(unknown) })].filter(Boolean);
  spelt.hidden = !text.length;
  spelt.replaceChildren(make("p", {}, text.join(" ")),
    ...(pairs.length ? [make("p", {}, link(say("as_typed", { typed: wrong }), { ...state, exact: true }, asTyped))] : []));
}

function showMore(num, act) {
  after.replaceChildren(...(num ? [button(say("more", { num }), act)] : []));
}

/* Nothing found, said below the list: the filter whose removal gives most, as {label, count, next}; or none. */
function showNothing(way) {
  const text = [make("p", {}, words.none)];
  if (way) text.push(make("p", {}, link(say("without", { filter: way.label, num: way.count }), way.next, () => goOut(way.next))));
  after.replaceChildren(make("div", { className: "msg" }, ...text));
}

const setBusy = isBusy => { list.ariaBusy = isBusy; };

/* Where the keyboard goes on after a chip is gone: the next chip, else the heading. */
function focusAfter(position) {
  const chips = picked.querySelectorAll("a");
  (chips[Math.min(position, chips.length - 1)] ?? heading).focus();
}
