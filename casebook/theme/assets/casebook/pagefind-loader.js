/* Pagefind over http(s) and in a folder opened from disk, from a page at any depth.

   casebookPagefind(folder) promises {search, preload}; `search` promises the hits of a text, best first: [{id, words,
   data}], where `words` are the numbers of the words that were found and `data()` promises what Pagefind knows of the
   hit. `folder` is the address of the bundle, with a slash at its end.

   A page opened from disk may neither fetch() nor import() a file, but it may load scripts. So every file that Pagefind
   asks for has a twin that hands over its bytes in base64: what each search needs in twins.js, the others in
   `<name>.js`. pagefind.js itself is imported from a Blob in which `fetch` means "load the twin". Window.fetch stays as
   it is. A server with twins only is served the same way. */
(() => {
  "use strict";
  const MARK = "disk:/"; // stands for the folder inside Pagefind, so that no path of a disk ever gets there
  const held = {}; // what twins handed over, by name of the file
  const { load } = casebook;
  let cases, opened;

  window.casebookCases = found => { cases = found; };
  window.pagefindTwin = (name, base64) => { held[name] = base64; };

  window.casebookPagefind = folder => opened ??= open(folder).catch(error => {
    opened = undefined; // the next query tries again
    throw error;
  });

  async function open(folder) {
    const { preload, search } = location.protocol === "file:" ? await fromTwins(folder)
      : await fromWeb(folder).catch(() => fromTwins(folder));
    return { preload, search: async text => (await search(text)).results.flatMap(({ id, words, data }) =>
      cases[id] ? { id: cases[id], words, data } : []) };
  }

  async function fromWeb(folder) {
    const [pagefind] = await Promise.all([import(`${folder}pagefind.js`), load(`${folder}cases.js`)]);
    return begin(pagefind, {});
  }

  async function fromTwins(folder) {
    const read = async name => {
      if (!held[name]) await load(`${folder}${name}.js`);
      return Uint8Array.fromBase64?.(held[name]) ?? Uint8Array.from(atob(held[name]), sign => sign.charCodeAt(0));
    };
    await load(`${folder}twins.js`);
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
})();
