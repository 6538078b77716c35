/* Pagefind over http(s) and in a folder opened from disk, from a page at any depth.

   A page opened from disk may neither fetch() nor import() a file, but it may load scripts. So every file that Pagefind
   asks for has a twin that hands over its bytes in base64: what each search needs in twins.js, the others in
   `<name>.js`. pagefind.js itself is imported from a Blob in which `fetch` means "load the twin". Window.fetch stays as
   it is. A server with twins only is served the same way. */
const bundle = new URL(`${home}pagefind/`, document.baseURI).href; // of the language of the page
const MARK = "disk:/"; // stands for the folder inside Pagefind, so that no path of a disk ever gets there
const held = {}; // what twins handed over, by name of the file
let caseNames;
window.casebookCases = found => { caseNames = found; };
window.pagefindTwin = (name, base64) => { held[name] = base64; };

/* Promises a function that promises the hits of a text, best first: [{id, words, data}], where `words` are the numbers
   of the words that were found and `data()` promises what Pagefind knows of the hit. */
const loadIndex = once(async () => {
  const pagefind = location.protocol === "file:" ? await fromTwins() : await fromWeb().catch(fromTwins);
  return async text => (await pagefind.search(text)).results.flatMap(({ id, words, data }) =>
    caseNames[id] ? { id: caseNames[id], words, data } : []);
});

async function fromWeb() {
  const [pagefind] = await Promise.all([import(`${bundle}pagefind.js`), load(`${bundle}cases`)]);
  return begin(pagefind, {});
}

async function fromTwins() {
  const read = async name => {
    if (!held[name]) await load(bundle + name);
    return Uint8Array.fromBase64?.(held[name]) ?? Uint8Array.from(atob(held[name]), sign => sign.charCodeAt(0));
  };
  await load(`${bundle}twins`);
  window.pagefindFetch = async url => new Response(await read(url.slice(MARK.length).replace(/\?.*/, "")));
  const parts = ["const fetch = window.pagefindFetch;", await read("pagefind.js")];
  const address = URL.createObjectURL(new Blob(parts, { type: "text/javascript" }));
  return begin(await import(address).finally(() => URL.revokeObjectURL(address)), { basePath: MARK, noWorker: true });
}

async function begin(pagefind, options) {
  await pagefind.options({ baseUrl: "/", ...options });
  await pagefind.init();
  return pagefind;
}
