/* The colour scheme: the system's, unless the reader chose another on this device. Runs before the page is drawn. */
(() => {
  "use strict";
  const root = document.documentElement, key = "casebook-scheme", system = matchMedia("(prefers-color-scheme: dark)");
  try {
    const chosen = localStorage.getItem(key);
    if (chosen) root.dataset.scheme = chosen;
  } catch { /* private windows */ }
  addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector(".scheme");
    const other = () => (root.dataset.scheme ?? (system.matches ? "dark" : "light")) === "dark" ? "light" : "dark";
    const label = () => { button.textContent = button.dataset[other()]; };
    button.hidden = false;
    button.onclick = () => {
      root.dataset.scheme = other();
      label();
      try {
        localStorage.setItem(key, root.dataset.scheme);
      } catch { /* private windows */ }
    };
    label();
    document.addEventListener("keydown", event => {
      const menu = document.querySelector(".more[open]");
      if (event.key === "Escape" && menu) { menu.open = false; menu.querySelector("summary").focus(); }
    });
  });
})();
