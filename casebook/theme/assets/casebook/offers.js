/* Concepts offered as the reader types, in a list below the search box (listbox.js); with Ctrl or Cmd a concept opens its
   own page. `take(facet, value, rest)` makes a filter of it; `rest` are the words before it. Returns what shows them. */
window.casebookOffers = (box, root, words, index, concepts, take) => {
  "use strict";
  const { make, say, lowerFirst, foldWords } = casebook, query = casebookQuery, { labels } = index;
  const MOST = 6, PAGED = ["theme", "method", "mechanism", "mindset", "place"]; // values with a page of their own
  const list = document.getElementById("offers"), status = list.nextElementSibling;
  const all = query.countAll(index);
  const phrases = [...known(), ...["place", "country", "region", "network"].flatMap(named)];

  /* What can be offered: {folded phrase, as written, facet, value}. */
  function* known() {
    for (const [folded, { written, terms }] of concepts.phrases) {
      for (const term of terms) {
        const [facet, value] = term.split("/");
        if (labels[facet]?.has(value)) yield { folded, phrase: written, facet, value };
      }
    }
  }

  function named(facet) {
    return index.facets[facet].map(([value, phrase]) =>
      ({ folded: foldWords(phrase).join(" "), phrase, facet, value }));
  }

  /* The offers for a text: those of its longest end that begins, at any word, a phrase. */
  function offersFor(text) {
    const typed = foldWords(text);
    for (let at = 0; at < typed.length; at++) {
      const end = typed.slice(at).join(" ");
      const found = end.length < 2 ? [] : best(phrases.map(row => ({ ...row, rank: rankOf(row.folded, end) }))
        .filter(row => row.rank));
      if (found.length) return found.map(row => ({ ...row, rest: wordsBefore(text, at) }));
    }
    return [];
  }

  const rankOf = (folded, end) => folded === end ? 1 : folded.startsWith(end) ? 2 : folded.includes(` ${end}`) ? 3 : 0;

  /* One offer for each concept, by its best phrase; whole phrases first, then those with most cases. */
  function best(rows) {
    const count = ({ facet, value }) => all[facet][value], one = new Map();
    rows.sort((a, b) => a.rank - b.rank || count(b) - count(a) || a.phrase.length - b.phrase.length);
    for (const row of rows) {
      const name = `${row.facet}/${row.value}`;
      if (!one.has(name)) one.set(name, { ...row, num: count(row) });
    }
    return [...one.values()].slice(0, MOST);
  }

  function wordsBefore(text, count) {
    const parts = text.trim().split(/\s+/), kept = [];
    for (const part of parts) {
      if (foldWords([...kept, part].join(" ")).length > count) break;
      kept.push(part);
    }
    return foldWords(kept.join(" ")).every(word => concepts.stop.has(word)) ? "" : kept.join(" ");
  }

  // Showing -------------------------------------------------------------------------------------------------------

  const open = casebookListbox(box, list, -1, ({ facet, value, rest }, event) => {
    const isPaged = PAGED.includes(facet) && (event.ctrlKey || event.metaKey);
    if (isPaged) location.href = `${root}${facet}s/${value}.html`;
    else take(facet, value, rest);
  });

  function write({ phrase, folded, facet, value, num }) {
    const label = labels[facet].get(value), isSame = foldWords(label).join(" ") === folded;
    return [...(isSame ? [] : [make("span", { dir: "auto" }, phrase), make("span", { className: "arrow", ariaHidden: "true" })]),
      make("b", {}, label), " ",
      make("span", { className: "note" }, `${lowerFirst(words.facets[facet])} · ${say(words, "all", { num })}`)];
  }

  return () => {
    const rows = document.activeElement === box ? offersFor(box.value) : [];
    open(rows, write);
    status.textContent = rows.length ? say(words, "offered", { num: rows.length }) : "";
  };
};
