"""The names that pages may call. Each is one line into the package, which documents it; see docs/en/macros.md."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))  # so that the package is found when it is not installed

from casebook.authoring import register  # noqa: E402


def define_env(env):
    """Called by MkDocs once a build, by Zensical once a page: it only registers."""
    register(env, ROOT)
