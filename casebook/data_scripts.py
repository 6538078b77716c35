"""Data for the browser as scripts that call a function of the page: the way that works from disk as over http."""

import json
from typing import Any


def data_script(name: str, *values: Any) -> str:
    """The script that calls a function with values: `casebookCard("kumasi", ...);`."""
    texts = (json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in values)
    return f"{name}({','.join(texts)});\n"
