/* The cards of cases, as our own templates write them, each read when it is first shown.

   `casebookCards(folder)` returns a function that promises a new element for an id; of the lines for its mechanisms
   those stay for which `keeps(mechanism, effect)` says so. */
window.casebookCards = folder => {
  "use strict";
  const { load, make } = casebook, cards = {};
  window.casebookCard = (id, html) => { cards[id] = html; };

  return async (id, keeps) => {
    if (!cards[id]) await load(`${folder}/${id}.js`);
    const box = make("template", { innerHTML: cards[id] }), card = box.content.firstChild;
    for (const line of card.querySelectorAll(".why")) if (!keeps(...line.dataset.use.split(":"))) line.remove();
    return card;
  };
};

/* Put cards into a list, and tell who listens: `casebook:shown` with {ids: all hits in their order, shown: those listed}. */
casebookCards.show = (list, cards, ids) => {
  list.replaceChildren(...cards);
  list.dispatchEvent(new CustomEvent("casebook:shown", {
    bubbles: true, detail: { ids, shown: cards.map(card => card.dataset.id) } }));
};
