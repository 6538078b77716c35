#!/bin/sh
# The programs of the editions, installed as Debian's packages where we may; without them the other editions are made.
set -eu
. "$(dirname "$0")/packages.sh"

found zimwriterfs || need zim-tools
.venv/bin/python -c "import weasyprint" >/dev/null 2>&1 ||
  need "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core"

install_missing "the editions" ||
  echo "Some editions need:$missing. Install them for the file for Kiwix and the handbook." >&2
