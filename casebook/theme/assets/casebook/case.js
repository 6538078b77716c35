/* The tools of the page of a brief: print, copy, send by e-mail. Without it the texts can still be selected and the page printed
   by the browser. Where the build knew no web address, a page on the web puts its own into the texts; one on disk leaves
   the name of the case there. */
(() => {
  "use strict";
  const LONGEST = 400;
  const brief = document.querySelector(".brief"), { place, copied, selected } = brief.dataset;
  const all = selector => document.querySelectorAll(selector), field = id => document.getElementById(id);
  const message = field("message-text");

  function putAddress(address) {
    const lines = message.value.split("\n");
    lines[2] = address;
    while (lines.join("\n").length > LONGEST && / /.test(lines[1])) lines[1] = lines[1].replace(/\s+\S*$/, "") + "…";
    message.value = lines.join("\n");
    field("cite-text").value = field("cite-text").value.replace(place, address);
    for (const element of all("[data-here]")) element.textContent = address;
  }

  /* Copy the text of the fold in which a button stands; where the browser does not let us, select it for the reader. */
  async function copy(button) {
    const text = button.closest("details").querySelector("textarea");
    let told = copied;
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      text.focus();
      text.select();
      told = selected;
    }
    button.parentNode.querySelector("[role=status]").textContent = told;
  }

  // The case has its own page, to which the first link of the brief leads.
  if (place && location.protocol.startsWith("http")) putAddress(brief.querySelector("a").href.split("#")[0]);
  const mail = document.querySelector("[data-mail]"), [title] = message.value.split("\n");
  mail.href = `mailto:?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(message.value)}`;
  for (const element of all("[data-mail], [data-print], [data-copy]")) element.hidden = false;
  for (const button of all("[data-copy]")) button.onclick = () => copy(button);
  for (const button of all("[data-print]")) button.onclick = () => print();
})();
