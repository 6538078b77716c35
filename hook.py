"""The hook of MkDocs, which stands in the program; the macros plugin would take a hook in macros.py for its own."""

from casebook.hook import on_config, on_post_build, on_pre_build  # noqa: F401
