"""What axe finds on a page: everything but colours once, since it is the same in the dark, and colours in both schemes.

Contrast is nearly all of axe's work, and it works on every text of a page, though most of them look the same: the
three thousand labels of a long list. So it is given up to three texts (the first, the middle one, the last) of each
look: the same path of elements and classes, the same computed colours, sizes and layers on the whole path. A look that
was looked at on one page is known on all others of its width: the frame of a page is the same on all.
"""

from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
STRUCTURE_RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"],
                   "rules": {rule: {"enabled": False} for rule in COLOURS}}
COLOUR_RULES = {"runOnly": {"type": "rule", "values": COLOURS}, "resultTypes": ["violations"]}
SCHEMES = ("light", "dark")
SCRIPT = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8") + """
axe.configure({rules: [{id: "color-contrast", selector: "[data-text-look]"},
                       {id: "link-in-text-block", selector: "[data-link-look]"}]});
"""
known: set[int] = set()
"""The looks that were looked at, by the hash of their description."""

MARK_LOOKS = """known => {
    const PATH = ["color", "fontWeight", "textDecorationLine", "backgroundColor", "backgroundImage", "opacity",
                  "position", "zIndex", "filter", "mixBlendMode"], OWN = ["fontSize", "textShadow"];
    const paths = new Map(), read = (one, names) => names.map(name => getComputedStyle(one)[name]).join();
    const pathOf = one => {
        if (!one) return "";
        if (!paths.has(one)) paths.set(one, [pathOf(one.parentElement), one.tagName, one.getAttribute("class"),
                                            read(one, PATH)].join(">"));
        return paths.get(one);
    };
    const hash = text => [...text].reduce((sum, sign) => (Math.imul(sum, 31) + sign.codePointAt()) | 0, 7);
    const mark = (elements, name, lookOf) => {
        const looks = new Map(), seen = new Set(known);
        for (const one of elements) {
            const look = name + innerWidth + pathOf(one) + read(one, OWN) + lookOf(one);
            looks.set(look, [...looks.get(look) || [], one]);
        }
        return [...looks].map(([look, all]) => [hash(look), all]).filter(([look]) => !seen.has(look))
            .map(([look, all]) => {
                for (const one of [all[0], all[all.length >> 1], all.at(-1)]) one.setAttribute(name, "");
                return look;
            });
    };
    const hasText = one => one.matches("input, select, textarea, button")
        || [...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const all = [...document.querySelectorAll("body, body *")];
    for (const one of all) ["data-text-look", "data-link-look"].forEach(name => one.removeAttribute(name));
    axe.setup();
    const links = all.filter(one => one.matches("a[href], [role=link]"));
    const found = [...mark(all.filter(hasText), "data-text-look", () => ""),
                   ...mark(links, "data-link-look", one => axe.commons.dom.isInTextBlock(one))];
    axe.teardown();
    return found;
}"""


def faults(page: Page) -> list[str]:
    """What axe finds in the state in which the page is, each with its scheme and its first elements."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(SCRIPT)
    found = _run(page, STRUCTURE_RULES, "both")
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        known.update(page.evaluate(MARK_LOOKS, list(known)))
        found += _run(page, COLOUR_RULES, scheme)
    page.emulate_media(color_scheme="light")
    return found


def _run(page: Page, rules: dict[str, Any], scheme: str) -> list[str]:
    violations = page.evaluate("rules => axe.run(document, rules).then(({ violations }) => violations)", rules)
    return [f"{scheme}: {row['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
            for row in violations for node in row["nodes"][:3]]
