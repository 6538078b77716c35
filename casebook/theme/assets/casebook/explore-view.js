/* What the Explore page shows: filters, chips, cards, messages. Builds elements only; text is always set as text.
   Every word comes from `words`, the JSON on the page; every fact from the facet table and the card scripts.
   `act` says what to do: choose(facet, value, isChosen), order(sort), save(), clear(). */
window.casebookView = (root, words, index, act) => {
  "use strict";
  const { make, link, button, lowerFirst, number } = casebook, { labels } = index;
  const say = (key, values) => casebook.say(words, key, values);
  const effects = new Map(index.effects);
  const [form, heading, spelt, bar, order, picked, status, list, after] = ["form.facets", "h2", ".spelt", ".sorting",
    "#sort", ".picked", "section > [role=status]", "ol.cases", "ol + .gap"].map(part => root.querySelector(part));
  const SHORT = 6; // so many values of a facet are shown at first
  const OPEN = ["mechanism", "theme", "region", "size"]; // the facets that are open at first where there is room
  const ON_CARD = ["place", "country", "status", "stage", "mechanism"]; // facets that cards show themselves
  let last; // counts and filters as they were shown last
  order.onchange = () => act.order(order.value);
  bar.lastChild.onclick = act.save;

  const labelOf = (facet, value) => labels[facet]?.get(value) ?? value;

  /* The words for a filter: `Procurement: hindered`. */
  function filterLabel(facet, value) {
    const [term, effect] = value.split(":");
    return labelOf(facet, term) + (effect ? `${words.colon} ${lowerFirst(effects.get(effect) ?? effect)}` : "");
  }

  // Filters -------------------------------------------------------------------------------------------------------

  /* Put a group for each facet into the form, with a box for each value, those with most cases first where there are
     many. On a wide screen some groups are open; the boxes of a closed one are made when it opens. */
  function buildFacets(counts, filters) {
    const isWide = matchMedia("(min-width: 70rem)").matches;
    const groups = Object.keys(index.facets).filter(facet => index.facets[facet].length)
      .map(facet => facetGroup(facet, counts[facet], facet in filters || (isWide && OPEN.includes(facet))));
    form.replaceChildren(...groups);
    form.onchange = ({ target }) => act.choose(target.name, target.value, target.checked);
  }

  function facetGroup(facet, counts, open) {
    const set = make("fieldset", { "aria-label": words.facets[facet] });
    const summary = make("summary", {}, make("span", {}, words.facets[facet]), make("span", { className: "n" }));
    const group = make("details", { className: "facet", open, "data-facet": facet }, summary, set);
    group.ontoggle = () => { if (group.open && group.shown !== last) showGroup(group, ...last); };
    if (open) fillGroup(group, counts);
    return group;
  }

  function fillGroup(group, counts) {
    const set = group.lastChild, facet = group.dataset.facet, values = [...index.facets[facet]];
    if (set.children.length) return;
    if (values.length > SHORT) values.sort(([one], [other]) => counts[other] - counts[one]);
    const boxes = values.flatMap(([value, label]) => [
      valueRow(facet, value, label),
      ...(facet === "mechanism" ? index.effects.map(([effect, name]) => valueRow(facet, `${value}:${effect}`,
        make("span", { className: `effect ${effect}` }, lowerFirst(name)), "sub")) : []),
    ]);
    set.append(make("div", {}, ...boxes), button("", () => openGroup(group)));
  }

  /* Show all values of a long facet, and go on at the first that was hidden. */
  function openGroup(group) {
    const before = new Set(group.querySelectorAll("label:not([hidden])"));
    group.dataset.all = "";
    showGroup(group, ...last);
    [...group.querySelectorAll("label:not([hidden])")].find(row => !before.has(row))?.querySelector("input").focus();
  }

  function valueRow(facet, value, text, className = "") {
    const box = make("input", { type: "checkbox", name: facet, value, autocomplete: "off" });
    return make("label", { className }, box, make("span", {}, text), make("span", { className: "n" }));
  }

  function showFacets(counts, filters) {
    if (!last) buildFacets(casebookQuery.countAll(index), filters);
    const before = last?.[1] ?? {};
    last = [counts, filters];
    for (const group of form.querySelectorAll("details")) {
      const { facet } = group.dataset, chosen = filters[facet]?.length ?? 0;
      if (chosen && !before[facet]?.length) group.open = true; // chosen by the address, a concept, the back button
      group.querySelector("summary .n").textContent = chosen ? say("chosen", { num: chosen }) : "";
      group.hidden = !chosen && !Object.values(counts[facet] ?? {}).some(Boolean);
      if (group.open && !group.hidden) showGroup(group, counts, filters);
    }
  }

  /* Tick and count the boxes of a group: values without hits are hidden unless chosen, effects until their mechanism is
     chosen, and all but those with most hits in a long facet until they are asked for. The order stays as it is. */
  function showGroup(group, counts, filters) {
    fillGroup(group, counts[group.dataset.facet] ?? {});
    group.shown = last;
    const labels = [...group.querySelectorAll("label")];
    const boxes = labels.filter(row => showRow(row, counts, filters) && row.className !== "sub");
    const most = [...boxes].sort((one, other) => other.dataset.count - one.dataset.count);
    const extra = "all" in group.dataset ? [] : most.slice(SHORT).filter(row => !row.firstChild.checked);
    const more = group.lastChild.lastChild;
    for (const row of extra) row.hidden = true;
    more.hidden = !extra.length;
    more.textContent = say("more", { num: extra.length });
  }

  function showRow(row, counts, filters) {
    const box = row.firstChild, chosen = filters[box.name] ?? [], [term, effect] = box.value.split(":");
    const count = counts[box.name]?.[box.value] ?? 0;
    const isOpen = chosen.some(value => value.split(":")[0] === term);
    box.checked = chosen.includes(box.value) || (!effect && isOpen);
    row.hidden = (effect && !isOpen) || !(count || box.checked);
    row.dataset.count = count;
    row.lastChild.textContent = number(count);
    return !row.hidden;
  }

  /* Chips that remove one filter each. `address(facet, value)` is the address without it. */
  function showPicked(filters, address, remove) {
    const chosen = Object.entries(filters).flatMap(([facet, values]) => values.map(value => [facet, value]));
    picked.hidden = !chosen.length;
    picked.replaceChildren(...chosen.map(([facet, value]) => make("li", {},
      link(filterLabel(facet, value), address(facet, value), () => remove(facet, value),
        make("span", { className: "sr" }, say("remove"))))), ...(chosen.length > 1 ? [make("li", {}, button(words.clear, act.clear))] : []));
  }

  // Cases ---------------------------------------------------------------------------------------------------------

  /* Replace the list. `cards` are elements, see `explain`; `ids` are all hits. */
  function showCases(cards, ids, sort, hasWords) {
    const total = index.cases.size, text = say(ids.length === total ? "all" : "count", { num: ids.length, total });
    heading.textContent = text;
    order.value = sort;
    order.options[0].textContent = say(hasWords ? "sort_match" : "sort_best");
    bar.hidden = !ids.length;
    const said = [spelt.hidden ? "" : spelt.firstChild.textContent, text,
      sort ? lowerFirst(order.selectedOptions[0].textContent) : ""].filter(Boolean).join(", ");
    if (status.textContent !== said) status.textContent = said;
    for (const plain of root.querySelectorAll(".more-cases")) plain.hidden = true;
    casebookCards.show(list, cards, ids);
  }

  /* The card of a case, and why it is here: for the mechanisms chosen as it says itself, then what else was chosen, the
     concepts of the query, and its text. */
  function explain(id, card, { byText, concepts, typed }, filters) {
    const values = index.cases.get(id), chosen = new Set(filters.mechanism.map(value => value.split(":")[0]));
    const add = (text, kind = "") => card.lastChild.before(make("p", { className: `why${kind}` }, make("span", {}, text)));
    if (chosen.size < 2) for (const name of card.querySelectorAll(".why b:first-child")) name.remove();
    const matched = Object.entries(filters).filter(([facet]) => !ON_CARD.includes(facet)).map(([facet, wanted]) =>
      [facet, wanted.filter(value => values[facet].includes(value)).map(value => labelOf(facet, value))]);
    if (matched.length) add(matched.map(([facet, found]) => `${words.facets[facet]}${words.colon} ${found.join(", ")}`).join(" · "));
    const carried = byText.has(id) ? [] : casebookQuery.carriedBy(values, concepts).map(concept => concept.split("/"))
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
    const LENGTH = 30, { apart } = casebookQuery, all = content.split(/\s+/), at = places.map(place => place.location).sort((a, b) => a - b);
    const near = first => at.filter(place => place >= first && place < first + LENGTH).length;
    const first = at.reduce((best, place) => near(place) > near(best) ? place : best);
    const from = Math.max(0, first - 6), part = all.slice(from, from + LENGTH);
    const pieces = part.flatMap((word, n) => {
      const [, before, core, behind] = word.match(/^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/u); // marks no comma
      return [(n && !apart(`${part[n - 1]}x`).endsWith(" x") ? " " : "") + before, at.includes(from + n) ? make("mark", {}, core) : core, behind];
    });
    const section = anchors.filter(anchor => anchor.location <= first).sort((a, b) => b.location - a.location)[0]?.id;
    const name = words.sections[section], href = `${root.dataset.root}cases/${id}.html#${section}`;
    return [...(name ? [make("a", { href }, name), `${words.colon} `] : []), from ? "… " : "", ...pieces,
      from + LENGTH < all.length ? " …" : ""];
  }

  /* All hits as rows of cells, names first, for a file; `cells` are those of each case by its id. */
  function rowsOf(ids, cells) {
    const at = location.protocol === "file:" ? "" : new URL(root.dataset.root || ".", document.baseURI).href;
    return [words.columns, ...ids.map(id => [...cells[id], `${at}cases/${id}.html`])];
  }

  // Around the list -----------------------------------------------------------------------------------------------

  /* Which misspelt words were put right (`pairs` of words as typed and right), and which no case holds. */
  function showSpelling({ unknown }, pairs, typed) {
    const quoted = list => list.map(word => say("quoted", { word })).join(", ");
    const [wrong, right] = [0, 1].map(side => quoted(pairs.map(pair => pair[side])));
    const text = [pairs.length && say("spelt", { num: pairs.length, right, typed: wrong }),
      unknown.length && say("unknown", { num: unknown.length, typed: quoted(unknown) })].filter(Boolean);
    spelt.hidden = !text.length;
    spelt.replaceChildren(make("p", {}, text.join(" ")),
      ...(pairs.length ? [make("p", {}, link(say("as_typed", { typed: wrong }), typed.href, typed.act))] : []));
  }

  function showMore(count, act) {
    after.replaceChildren(...(count ? [button(say("more", { num: count }), act)] : []));
  }

  /* Nothing found, said below the list: the filter whose removal gives most, as {label, address, count, remove}; or none. */
  function showNothing(way) {
    const text = [make("p", {}, say("none"))];
    if (way) text.push(make("p", {}, link(say("without", { filter: way.label, num: way.count }), way.address, way.remove)));
    after.replaceChildren(make("div", { className: "msg" }, ...text));
  }

  const setBusy = isBusy => list.setAttribute("aria-busy", isBusy);

  /* Where the keyboard goes on after a chip is gone: the next chip, else the heading. */
  function focusAfter(position) {
    const chips = picked.querySelectorAll("a");
    heading.tabIndex = -1;
    (chips[Math.min(position, chips.length - 1)] ?? heading).focus();
  }

  return { buildFacets, showFacets, showPicked, showCases, showSpelling, showMore, showNothing, setBusy, focusAfter,
           explain, showExcerpt, filterLabel, rowsOf, picked, list };
};
