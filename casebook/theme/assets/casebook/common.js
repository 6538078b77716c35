/* What the tools share, on `casebook`: elements, words, scripts that hand over data, files to save. It comes with tray.js,
   which a page names before its own in its front matter: `scripts: [tray.js, explore.js]`. */
const language = document.documentElement.lang || "en", here = document.currentScript.src;
const plurals = new Intl.PluralRules(language), number = new Intl.NumberFormat(language).format;
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

/* A button of the second rank that does something on this page. */
const button = (text, onclick) => make("button", { type: "button", className: "btn line", onclick }, text);

/* The message `key` with its %(names)s filled in. A message with plural forms, {one: ..., other: ...}, takes the form
   that `values.num` needs; numbers are written as the language of the page does. */
function say(words, key, values = {}) {
  const message = words[key] ?? "", text = message[plurals.select(values.num)] ?? message.other ?? message;
  return text.replace(/%\((\w+)\)s/g, (_, name) =>
    typeof values[name] === "number" ? number(values[name]) : values[name] ?? "");
}

/* A label in the middle of a sentence: `Hindered` as `hindered`; abbreviations keep their capitals, and so does the
   State in French. */
const lowerFirst = text => /^(.\p{Lu}|État$)/u.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);

/* Let the address hold these parameters: as a new entry of the history, or as the same one with "replaceState". */
function goTo(parameters, how = "pushState") {
  const address = addressOf(parameters);
  try {
    if (address !== location.pathname + location.search) history[how](null, "", address);
  } catch { /* a browser that keeps no history for files: everything else works */ }
}

function addressOf(parameters) {
  const text = String(parameters).replaceAll("%3A", ":").replaceAll("%2C", ",");
  return location.pathname + (text && `?${text}`);
}

/* What is promised by the first call and given by all; where it failed, the next call tries again. */
function once(ask) {
  let answer;
  return () => answer ??= ask().catch(error => { answer = undefined; throw error; });
}

/* What is there by then can be seen: what may come later waits for this. */
const painted = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));

/* Promise that scripts have run, each once: the way to read data that works from disk too. They are named without their
   ending, as seen from this one. */
function load(...names) {
  return Promise.all(names.map(name => {
    const url = (window.casebookPacked ?? String)(new URL(`${name}.js`, here).href); // packs: only in copies
    return (asked[url] ??= once(() => run(url)))();
  }));
}

function run(src) {
  const element = make("script", { src });
  document.head.append(element);
  return new Promise((onload, fail) =>
    set(element, { onload, onerror: () => fail(new TypeError(`cannot read ${src}`)) })).finally(() => element.remove());
}

/* Rows of cells as CSV that spreadsheets open as it is: UTF-8 with its mark, every cell in quotes, and an apostrophe
   before a cell that a spreadsheet would take for a formula. */
function csvText(rows) {
  const cell = value => `"${String(value ?? "").replace(/^(?=[=+\-@\t\r])/, "'").replaceAll('"', '""')}"`;
  return `\uFEFF${rows.map(row => row.map(cell).join(",") + "\r\n").join("")}`;
}

/* Give the reader a file made on this page: saveFile("cases.csv", "text/csv", text). Works from disk. */
function saveFile(download, type, text) {
  const href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  make("a", { href, download }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60000);
}

window.casebook = { language, set, make, button, number, say, lowerFirst, goTo, addressOf, once, painted, load, csvText, saveFile };
