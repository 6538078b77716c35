/* What the Explore page shows: filters, chips, cards, messages. Builds elements only; text is always set as text.
   Every word comes from `words`, the JSON on the page; every fact from the facet table and the card scripts. */
window.casebookView = (root, words, index) => {
  "use strict";
  const page = document.documentElement.lang || "en";
  const plurals = new Intl.PluralRules(page), figures = new Intl.NumberFormat(page);
  const labels = Object.fromEntries(Object.entries(index.facets).map(([facet, values]) => [facet, new Map(values)]));
  const effects = new Map(index.effects);
  const form = root.querySelector("form.facets"), list = root.querySelector("ol.cases");
  const heading = root.querySelector("h2"), picked = root.querySelector("ul.picked");
  const status = make("p", { className: "sr", role: "status" });
  const SHORT = 6; // so many values of a facet are shown at first
  let last = [{}, {}];
  const after = make("div", { className: "gap" }); // below the list: the button for more, or what to do without a hit
  list.before(status);
  list.after(after);

  function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in element) element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }

  /* A message with its %(names)s filled in; `num` chooses the plural form and is written as the language does. */
  function say(key, values = {}) {
    const message = words[key] ?? "";
    const form = typeof message === "string" ? message : message[plurals.select(values.num)] ?? message.other;
    return form.replace(/%\((\w+)\)s/g, (_, name) =>
      typeof values[name] === "number" ? figures.format(values[name]) : values[name] ?? "");
  }

  const lowerFirst = text => text.charAt(0).toLocaleLowerCase(page) + text.slice(1);
  const labelOf = (facet, value) => labels[facet]?.get(value) ?? value;

  /* The words for a filter: `Procurement: hindered`. */
  function filterLabel(facet, value) {
    const [term, effect] = value.split(":");
    return labelOf(facet, term) + (effect ? `${words.colon} ${lowerFirst(effects.get(effect) ?? effect)}` : "");
  }

  // Filters -------------------------------------------------------------------------------------------------------

  /* Put a box for each value into the form, those with most cases first where there are many.
     `choose(facet, value, isChosen)` is called when one is ticked. */
  function buildFacets(counts, choose) {
    form.replaceChildren(...Object.keys(index.facets).filter(facet => index.facets[facet].length)
      .map(facet => facetBox(facet, counts[facet])));
    form.addEventListener("change", event => choose(event.target.name, event.target.value, event.target.checked));
  }

  function facetBox(facet, counts) {
    const values = [...index.facets[facet]];
    if (values.length > SHORT) values.sort(([one], [other]) => counts[other] - counts[one]);
    const rows = values.flatMap(([value, label]) => [
      valueRow(facet, value, make("span", {}, label)),
      ...(facet === "mechanism" ? index.effects.map(([effect, name]) => effectRow(value, effect, name)) : []),
    ]);
    const more = make("button", { type: "button", className: "btn line", hidden: true });
    const group = make("fieldset", {}, make("legend", {}, words.facets[facet]), make("div", {}, ...rows), more);
    more.addEventListener("click", () => openGroup(group));
    return group;
  }

  /* Show all values of a long facet, and go on at the first that was hidden. */
  function openGroup(group) {
    const before = new Set(group.querySelectorAll("label:not([hidden])"));
    group.dataset.open = "";
    showFacets(...last);
    [...group.querySelectorAll("label:not([hidden])")].find(row => !before.has(row))?.querySelector("input").focus();
  }

  function valueRow(facet, value, text) {
    const box = make("input", { type: "checkbox", name: facet, value, autocomplete: "off" });
    return make("label", {}, box, text, make("span", { className: "n" }));
  }

  function effectRow(mechanism, effect, name) {
    const text = make("span", {}, make("span", { className: `effect ${effect}` }, lowerFirst(name)));
    const row = valueRow("mechanism", `${mechanism}:${effect}`, text);
    row.className = "sub";
    return row;
  }

  /* Tick and count the boxes: values without hits are hidden unless chosen, effects until their mechanism is chosen,
     and all but those with most hits in a long facet until they are asked for. The order stays as it is. */
  function showFacets(counts, filters) {
    last = [counts, filters];
    for (const group of form.querySelectorAll("fieldset")) {
      const hidden = [...group.querySelectorAll("label")].filter(row => !showRow(row, counts, filters));
      const boxes = [...group.querySelectorAll("label:not(.sub):not([hidden])")];
      const most = [...boxes].sort((one, other) => other.dataset.count - one.dataset.count);
      const extra = "open" in group.dataset ? [] : most.slice(SHORT).filter(row => !row.firstChild.checked);
      for (const row of [...hidden, ...extra]) row.hidden = true;
      group.lastChild.hidden = !extra.length;
      group.lastChild.textContent = say("more", { num: extra.length });
      group.hidden = !boxes.length;
    }
  }

  function showRow(row, counts, filters) {
    const box = row.firstChild, chosen = filters[box.name] ?? [], [term, effect] = box.value.split(":");
    const count = counts[box.name]?.[box.value] ?? 0;
    const isOpen = chosen.some(value => value.split(":")[0] === term);
    box.checked = chosen.includes(box.value) || (!effect && isOpen);
    row.hidden = (effect && !isOpen) || !(count || box.checked);
    row.dataset.count = count;
    row.querySelector(".n").textContent = figures.format(count);
    return !row.hidden;
  }

  /* Chips that remove one filter each. `address(facet, value)` is the address without it. */
  function showPicked(filters, address, remove) {
    const chosen = Object.entries(filters).flatMap(([facet, values]) => values.map(value => [facet, value]));
    picked.hidden = !chosen.length;
    picked.replaceChildren(...chosen.map(([facet, value]) => make("li", {},
      link(filterLabel(facet, value), address(facet, value), () => remove(facet, value),
        make("span", { className: "sr" }, say("remove"))))));
  }

  function link(text, href, act, ...children) {
    const element = make("a", { href }, text, ...children);
    element.addEventListener("click", event => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      act();
    });
    return element;
  }

  // Cases ---------------------------------------------------------------------------------------------------------

  /* Replace the list. `cards` are [{id, card, why}]; see `whyLines`. */
  function showCases(cards, shown, total) {
    list.replaceChildren(...cards.map(caseItem));
    const text = say(shown === total ? "all" : "count", { num: shown, total });
    heading.textContent = text;
    if (status.textContent !== text) status.textContent = text;
    for (const plain of root.querySelectorAll(".more-cases")) plain.hidden = true;
    root.dispatchEvent(new CustomEvent("casebook:shown", { bubbles: true }));
  }

  function caseItem({ id, card: [title, summary, place, period, sources, , language], why }) {
    const values = index.cases.get(id), lead = values.place[0];
    const foreign = language === page ? {} : { lang: language, dir: "auto" };
    return make("li", { className: "case", "data-id": id },
      make("p", { className: "over" }, make("a", { href: `${root.dataset.root}places/${lead}.html` }, place),
        period && ` · ${period}`),
      make("h3", {}, make("a", { href: `${root.dataset.root}cases/${id}.html`, ...foreign }, title)),
      make("p", foreign, summary), ...why.map(line => whyLine(id, line)), metaLine(values, sources));
  }

  function metaLine(values, sources) {
    const [status] = values.status, [stage] = values.stage;
    const grade = index.facets.evidence.find(([value]) => values.evidence.includes(value)); // the best one comes first
    return make("div", { className: "meta" },
      ...(status ? [make("span", { className: `status ${status}` }, lowerFirst(labelOf("status", status)))] : []),
      ...(stage ? [make("span", {}, labelOf("stage", stage))] : []),
      ...(grade ? [make("span", { className: "evidence" }, lowerFirst(grade[1]))] : []),
      make("span", {}, say("sources", { num: sources })));
  }

  /* Why a case is here: {effect, how} for a chosen mechanism, {terms} for a concept, {words, anchor} for its text. */
  function whyLine(id, why) {
    if (why.effect) {
      const effect = make("span", { className: `effect ${why.effect}` }, lowerFirst(effects.get(why.effect) ?? ""));
      return make("p", { className: "why" }, effect, " ", make("span", {}, why.how));
    }
    if (why.terms) return make("p", { className: "why" }, make("span", {}, conceptText(why)));
    const href = `${root.dataset.root}cases/${id}.html#${why.anchor}`, name = words.sections?.[why.anchor] ?? "";
    return make("p", { className: "why" }, make("span", {}, ...(name ? [make("a", { href }, name), ": "] : []),
      ...why.words.map(([text, isFound]) => isFound ? make("mark", {}, text) : text)));
  }

  function conceptText({ terms, typed }) {
    const names = terms.map(([facet, term]) => labelOf(facet, term));
    const known = names.some(name => name.toLowerCase() === typed.toLowerCase());
    return say(known || !typed ? "has" : "has_typed", { concepts: names.join(", "), typed });
  }

  // Below the list ------------------------------------------------------------------------------------------------

  function showMore(count, act) {
    const button = make("button", { type: "button", className: "btn line" }, say("more", { num: count }));
    button.addEventListener("click", act);
    after.replaceChildren(...(count ? [button] : []));
  }

  /* Nothing found: the filter whose removal gives most, as {label, address, count, remove}; or none. */
  function showNothing(way) {
    const text = [make("p", {}, say("none"))];
    if (way) text.push(make("p", {}, link(say("without", { filter: way.label, num: way.count }), way.address, way.remove)));
    after.replaceChildren(make("div", { className: "msg" }, ...text));
  }

  function setBusy(isBusy) {
    list.setAttribute("aria-busy", String(isBusy));
  }

  /* Where the keyboard goes on after a chip is gone: the next chip, else the heading. */
  function focusAfter(position) {
    const chips = picked.querySelectorAll("a");
    heading.tabIndex = -1;
    (chips[Math.min(position, chips.length - 1)] ?? heading).focus();
  }

  return { buildFacets, showFacets, showPicked, showCases, showMore, showNothing, setBusy, focusAfter, filterLabel,
           picked, list };
};
