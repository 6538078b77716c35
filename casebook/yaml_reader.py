"""The library with which the form opens a file: js-yaml, from the package that brings it, made small."""

from importlib.metadata import distribution
from pathlib import Path

from xstatic.pkg import js_yaml  # type: ignore[import-untyped]

from casebook.minify import minified

FILE = "js-yaml.js"
_PACKAGE = "XStatic-JS-Yaml"


def write_yaml_reader(folder: Path) -> None:
    """Put it beside our own scripts; no page names it, the form asks for it when a file is opened."""
    text = (Path(js_yaml.BASE_DIR) / FILE).read_text("utf-8")
    licence = distribution(_PACKAGE).read_text("licenses/LICENSE")
    head = f"/* js-yaml, https://github.com/nodeca/js-yaml\n\n{licence}*/\n"
    (folder / FILE).write_text(head + minified(FILE, text), "utf-8", newline="\n")
