/* The map beside the list of Explore: whenever a list is shown, places without a hit fade and lose their link, the others
   count their hits. Explore itself announces the list, so nothing here is a live region. Words come with the page. */
const map = root.querySelector(".map-fold"), told = map && JSON.parse(map.dataset.words);
const tell = (key, values) => casebook.say(told, key, values);
const dots = [...root.querySelectorAll("a[data-cases]")].map(link => ({
  link, href: link.getAttribute("href"), cases: link.dataset.cases.split(" "), circle: link.querySelector(".dot"),
  radius: link.querySelector(".dot").getAttribute("r"), name: link.querySelector("text").firstChild.data,
}));

function showDot(dot, hits) {
  const total = dot.cases.length, num = dot.cases.filter(id => hits.has(id)).length, { link } = dot;
  if (num) link.setAttribute("href", dot.href);
  else link.removeAttribute("href");
  link.ariaHidden = num ? null : "true";
  dot.circle.setAttribute("r", num ? Math.max(dot.radius * Math.sqrt(num / total), 5) : 4);
  const cases = tell(num === total ? "cases" : "some", { num, total }), country = link.dataset.where;
  const facts = country ? tell("facts", { country, cases }) : cases, name = `${dot.name}, ${facts}`;
  link.ariaLabel = name;
  link.querySelector("title").textContent = name;
  link.querySelector("tspan").textContent = facts;
  return num;
}

if (map) root.addEventListener("casebook:shown", async ({ detail }) => {
  await painted();
  const hits = new Set(detail.ids), held = dots.filter(dot => showDot(dot, hits));
  const countries = new Set(held.map(({ link }) => link.dataset.country));
  map.querySelector(".map-count").textContent = tell("total", {
    places: tell("places", { num: held.length }),
    countries: tell("countries", { num: countries.size }),
  });
});
