/* Pagefind over http(s) and in a folder opened from disk, from a page at any depth.

   casebookPagefind(folder) promises a function from text to hits, best first: [{id, data}], where `data()` promises what
   Pagefind knows of the hit. `folder` is the address of the bundle, with a slash at its end.

   A page opened from disk may neither fetch() nor import() a file, but it may load scripts. So every file that Pagefind
   asks for has a twin, `<name>.js`, which hands over its bytes in base64; pagefind.js itself is imported from a Blob in
   which `fetch` means "load the twin". Window.fetch stays as it is. A server with twins only is served the same way. */
(() => {
  "use strict";
  const MARK = "disk:/"; // stands for the folder inside Pagefind, so that no path of a disk ever gets there
  const opened = {}; // by folder
  const asked = {}, arrived = {}; // by name of the file
  const { load } = casebook;
  let cases = {};

  window.casebookCases = found => { cases = found; };

  window.pagefindTwin = (name, base64) => arrived[name]?.(Uint8Array.from(atob(base64), sign => sign.charCodeAt(0)));
  window.casebookPagefind = folder => opened[folder] ??= open(folder).catch(error => {
    delete opened[folder]; // the next query tries again
    throw error;
  });

  async function open(folder) {
    const [pagefind] = await Promise.all([start(folder), load(`${folder}cases.js`)]);
    return async text => {
      const { results } = await pagefind.search(text);
      return results.filter(hit => cases[hit.id]).map(hit => ({ id: cases[hit.id], data: hit.data }));
    };
  }

  async function start(folder) {
    let disk = location.protocol === "file:";
    const fromTwins = () => { disk = true; return importTwin(folder); };
    const pagefind = disk ? await fromTwins() : await import(`${folder}pagefind.js`).catch(fromTwins);
    await pagefind.options({ baseUrl: "/", ...(disk && { basePath: MARK, noWorker: true }) });
    await pagefind.init();
    return pagefind;
  }

  async function importTwin(folder) {
    window.pagefindFetch = async url => new Response(await loadTwin(folder, url.slice(MARK.length).replace(/\?.*/, "")));
    const parts = ["const fetch = window.pagefindFetch;", await loadTwin(folder, "pagefind.js")];
    const address = URL.createObjectURL(new Blob(parts, { type: "text/javascript" }));
    return import(address).finally(() => URL.revokeObjectURL(address));
  }

  function loadTwin(folder, name) {
    return asked[name] ??= new Promise((resolve, reject) => {
      arrived[name] = resolve;
      load(`${folder}${name}.js`).then(() => reject(new TypeError(`${name} did not arrive`)), reject); // too late, mostly
    }).catch(error => {
      delete asked[name];
      throw error;
    });
  }
})();
