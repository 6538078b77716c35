/* What the tools share, on `casebook`: elements, words, scripts that hand over data, files to save. It comes with tray.js,
   which a page names before its own in its front matter: `scripts: [tray.js, explore.js]`. */
window.casebook = (() => {
  "use strict";
  const page = document.documentElement.lang || "en";
  const plurals = new Intl.PluralRules(page), figures = new Intl.NumberFormat(page);
  const asked = {};

  /* Set properties of an element, or attributes where it has no such property. */
  function set(element, properties) {
    for (const [name, value] of Object.entries(properties)) {
      if (name in element) element[name] = value;
      else element.setAttribute(name, value);
    }
    return element;
  }

  /* An element with properties and children; text is set as text. */
  function make(tag, properties = {}, ...children) {
    const element = set(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  /* The message `key` with its %(names)s filled in. A message with plural forms, {one: ..., other: ...}, takes the form
     that `values.num` needs; numbers are written as the language of the page does. */
  function say(words, key, values = {}) {
    const message = words[key] ?? "";
    const text = typeof message === "string" ? message : message[plurals.select(values.num)] ?? message.other;
    return text.replace(/%\((\w+)\)s/g, (_, name) =>
      typeof values[name] === "number" ? figures.format(values[name]) : values[name] ?? "");
  }

  const number = value => figures.format(value);

  /* A label in the middle of a sentence: `Hindered` as `hindered`; abbreviations keep their capitals, and so does the
     State in French. */
  const lowerFirst = text => /^(.\p{Lu}|État$)/u.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);

  /* A link that acts on this page, and still opens elsewhere with a modifier key. */
  function link(text, href, act, ...children) {
    return make("a", { href, onclick(event) {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      act();
    } }, text, ...children);
  }

  /* A button of the second rank that does something on this page. */
  const button = (text, onclick) => make("button", { type: "button", className: "btn line", onclick }, text);

  /* Let the address hold these parameters: as a new entry of the history, or as the same one with "replaceState". */
  function goTo(parameters, how = "pushState") {
    try {
      history[how](null, "", addressOf(parameters));
    } catch { /* a browser that keeps no history for files: everything else works */ }
  }

  function addressOf(parameters) {
    const text = String(parameters).replaceAll("%3A", ":").replaceAll("%2C", ",");
    return location.pathname + (text && `?${text}`);
  }

  /* Promise that the script at an address has run, once for each address: the way to read data that works from disk
     too. One that failed is asked for again next time. */
  function load(address) {
    const url = (window.casebookPacked ?? String)(new URL(address, document.baseURI).href); // packs: only in copies
    return asked[url] ??= new Promise((resolve, reject) => {
      const element = make("script");
      element.onload = () => { element.remove(); resolve(); };
      element.onerror = () => { element.remove(); delete asked[url]; reject(new TypeError(`cannot read ${url}`)); };
      element.src = url;
      document.head.append(element);
    });
  }

  /* Rows of cells as CSV that spreadsheets open as it is: UTF-8 with its mark, every cell in quotes, and an apostrophe
     before a cell that a spreadsheet would take for a formula. */
  function csvText(rows) {
    const cell = value => `"${String(value ?? "").replace(/^(?=[=+\-@\t\r])/, "'").replaceAll('"', '""')}"`;
    return `\uFEFF${rows.map(row => row.map(cell).join(",") + "\r\n").join("")}`;
  }

  /* Give the reader a file made on this page: saveFile("cases.csv", "text/csv", text). Works from disk. */
  function saveFile(name, type, text) {
    const href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
    const element = make("a", { href, download: name, hidden: true });
    document.body.append(element);
    element.click();
    element.remove();
    setTimeout(() => URL.revokeObjectURL(href), 60000);
  }

  return { set, make, say, number, lowerFirst, link, button, goTo, addressOf, load, csvText, saveFile };
})();
