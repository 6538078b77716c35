/* The colour scheme: the system's, unless the reader chose another on this device. Runs before the page is drawn. */
(() => {
  const root = document.documentElement, key = 'casebook-scheme';
  const read = () => { try { return localStorage.getItem(key); } catch { return null; } };
  const keep = scheme => { try { localStorage.setItem(key, scheme); } catch { /* private windows */ } };
  const system = () => matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const chosen = read();
  if (chosen) root.dataset.scheme = chosen;
  addEventListener('DOMContentLoaded', () => {
    const button = document.querySelector('.scheme');
    const other = () => (root.dataset.scheme || system()) === 'dark' ? 'light' : 'dark';
    const label = () => { button.textContent = button.dataset[other()]; };
    button.hidden = false;
    button.addEventListener('click', () => { keep(root.dataset.scheme = other()); label(); });
    label();
    document.addEventListener('keydown', event => {
      const menu = document.querySelector('.more[open]');
      if (event.key === 'Escape' && menu) { menu.open = false; menu.querySelector('summary').focus(); }
    });
  });
})();
