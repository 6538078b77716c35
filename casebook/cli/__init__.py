"""The commands. The only rooms that print, read arguments and end the process."""

import os
import sys

import typer

from casebook.cli import changing, content, reading, site
from casebook.cli.common import USAGE, USAGE_ERROR, fail

app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False,
                  help="Case studies in YAML, checked and built into a static, searchable site.")

for command in (content.validate, content.new, content.format_files, changing.rename, content.translate, content.schema,
                content.review, changing.adopt, content.from_issue,
                site.build, site.serve, site.init, site.upgrade,
                reading.search, reading.compare, reading.offline, reading.export):
    app.command("format" if command is content.format_files else None)(command)


def main() -> None:
    """The entry point; wrong usage is one line and exit code 2."""
    try:
        code = app(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except USAGE_ERROR as error:
        fail(error.format_message(), USAGE)
    except typer.Abort:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
