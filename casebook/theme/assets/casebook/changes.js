/* What is newer than the edition named in the address: `changes.html?since=2026-11-01`. Without it all days are shown. */
(() => {
  "use strict";
  const since = new URLSearchParams(location.search).get("since") || "", box = document.getElementById("since");
  if (!/^\d{4}-\d\d-\d\d$/.test(since) || isNaN(new Date(since))) return;
  const language = document.documentElement.lang, words = JSON.parse(box.dataset.words), found = new Set();
  for (const day of document.querySelectorAll("[data-day]")) {
    const date = day.dataset.day; // where git is not known a month, which may be newer
    day.hidden = date.length < 10 ? date < since.slice(0, date.length) : date <= since;
    if (!day.hidden) for (const row of day.querySelectorAll("[data-id]")) found.add(row.dataset.id);
  }
  const said = words[found.size ? new Intl.PluralRules(language).select(found.size) : "none"] ?? words.other;
  const date = new Date(since).toLocaleDateString(language === "en" ? "en-GB" : language, { dateStyle: "long", timeZone: "UTC" })
    .replace(/^1(?= )/, language === "fr" ? "1er" : "1");
  box.hidden = false;
  box.firstElementChild.textContent = said.replace("%(num)s", found.size).replace("%(date)s", date);
})();
