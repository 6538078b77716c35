/* The cards of cases, as our own templates write them, each read when it is first shown. */
const cards = {};
window.casebookCard = (id, html) => { cards[id] = html; };

/* A new element for an id; of the lines for its mechanisms those stay for which `keeps(mechanism, effect)` says so. */
async function cardOf(id, keeps) {
  if (!cards[id]) await load(`cards.${language}/${id}`);
  const card = make("template", { innerHTML: cards[id] }).content.firstChild;
  for (const line of card.querySelectorAll(".why")) if (!keeps(...line.dataset.use.split(":"))) line.remove();
  return card;
}

/* Put cards into a list, or behind those that are there, and tell who listens: `casebook:shown` with {ids: all hits in
   their order}. */
function showCards(list, cards, ids, isMore) {
  list[isMore ? "append" : "replaceChildren"](...cards);
  list.dispatchEvent(new CustomEvent("casebook:shown", { bubbles: true, detail: { ids } }));
}
