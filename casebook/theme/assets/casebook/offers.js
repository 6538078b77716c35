/* Concepts offered as the reader types, in a list below the search box (listbox.js); with Ctrl or Cmd a concept opens its
   own page, else it becomes a filter, beside the words before it. */
const MOST = 6, PAGED = ["theme", "method", "mechanism", "mindset", "place"]; // values with a page of their own
const offersList = document.getElementById("offers");
let offerable, openOffers;

/* What can be offered: {folded phrase, as written, facet, value}. */
function* known() {
  for (const [folded, { written, terms }] of concepts.phrases) {
    for (const term of terms) {
      const [facet, value] = term.split("/");
      if (index.labels[facet]?.has(value)) yield { folded, phrase: written, facet, value };
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
    const found = end.length < 2 ? [] : best(offerable.map(row => ({ ...row, rank: rankOf(row.folded, end) }))
      .filter(row => row.rank));
    if (found.length) return found.map(row => ({ ...row, rest: wordsBefore(text, at) }));
  }
  return [];
}

const rankOf = (folded, end) => folded === end ? 1 : folded.startsWith(end) ? 2 : folded.includes(` ${end}`) ? 3 : 0;

/* One offer for each concept, by its best phrase; whole phrases first, then those with most cases. */
function best(rows) {
  const count = ({ facet, value }) => countAll(index)[facet][value], one = new Map();
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

function pickOffer({ facet, value, rest }, event) {
  if (PAGED.includes(facet) && (event.ctrlKey || event.metaKey)) location.href = `${home}${facet}s/${value}.html`;
  else {
    clearTimeout(timer);
    box.value = rest;
    go({ ...state, q: rest, exact: false, filters: chosenWith(facet, value, true) }, true);
  }
}

function writeOffer({ phrase, folded, facet, value, num }) {
  const label = labelOf(facet, value), isSame = foldWords(label).join(" ") === folded;
  return [...(isSame ? [] : [make("span", { dir: "auto" }, phrase), make("span", { className: "arrow", ariaHidden: "true" })]),
    make("b", {}, label), " ", span(`${lowerFirst(words.facets[facet])} · ${say("all", { num })}`, "note")];
}

function showOffers() {
  offerable ??= [...known(), ...["place", "country", "region", "network"].flatMap(named)];
  openOffers ??= casebook.listbox(box, offersList, -1, pickOffer);
  const rows = document.activeElement === box ? offersFor(box.value) : [];
  openOffers(rows, writeOffer);
  offersList.nextElementSibling.textContent = rows.length ? say("offered", { num: rows.length }) : "";
}
