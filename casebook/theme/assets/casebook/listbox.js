/* A box to type in with a list of choices below it, by the ARIA pattern of a combobox: the arrows mark a choice, Enter or
   a click takes it, Escape or leaving the box closes the list. `first` is what is marked at first: 0, or -1 for none.

   Returns `show(rows, write)`: `write(row)` gives what stands in a choice, `take(row, event)` is called for the one that
   is taken. Without rows the list closes. */
function listbox(box, list, first, take) {
  let rows = [], active;

  function show(next = [], write) {
    rows = next;
    list.replaceChildren(...rows.map((row, at) => make("li", { role: "option", id: `${list.id}-${at}` }, ...write(row))));
    list.hidden = !rows.length;
    mark(first);
  }

  function mark(at) {
    const options = [...list.children];
    active = at;
    set(box, { "aria-expanded": !list.hidden, "aria-activedescendant": options[at]?.id ?? "" });
    options.forEach((option, number) => set(option, { "aria-selected": number === at }));
    if (at > 0) options[at].scrollIntoView({ block: "nearest" }); // not at once: it would lay out the page
  }

  function pick(at, event) {
    const row = rows[at];
    show();
    take(row, event);
  }

  set(box, { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": false });
  box.onkeydown = event => {
    const { key } = event, step = { ArrowDown: 1, ArrowUp: -1 }[key], count = rows.length - first;
    if (!rows.length || event.isComposing) return;
    if (step) mark((active - first + step + count) % count + first);
    else if (key === "Escape") show();
    else if (key === "Enter" && rows[active]) pick(active, event);
    else return;
    event.preventDefault();
  };
  box.onblur = () => show();
  list.onmousedown = event => event.preventDefault(); // the box keeps the focus
  list.onclick = event => pick([...list.children].indexOf(event.target.closest("li")), event);
  return show;
}

Object.assign(casebook, { foldWords, readFacets, cardOf, showCards, listbox });
