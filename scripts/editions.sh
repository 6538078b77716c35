#!/bin/sh
# The programs of the editions, installed as Debian's packages where we may; without them the other editions are made.
set -eu
missing=""
command -v zimwriterfs >/dev/null 2>&1 || missing="zim-tools"
.venv/bin/python -c "import weasyprint" >/dev/null 2>&1 ||
  missing="$missing libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing for the editions: $missing"
  apt-get update -qq
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
  echo "Some editions need: $missing. Install them for the file for Kiwix and the handbook." >&2
fi
