#!/bin/sh
# The browsers of the tests, and what drives them: those found on the machine, else Debian's packages where we may install them.
set -eu

found() {
  for name in "$@"; do
    if command -v "$name" >/dev/null 2>&1; then return 0; fi
  done
  return 1
}

missing=""
[ -n "${CHROME_PATH:-}" ] || found chromium chromium-browser google-chrome google-chrome-stable || missing="chromium"
[ -n "${FIREFOX_PATH:-}" ] || found firefox-esr firefox || missing="$missing firefox-esr"
.venv/bin/python -m playwright --version >/dev/null 2>&1 || missing="$missing libatomic1" # its driver needs it
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing for the tests:$missing"
  apt-get update -qq
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing fonts-noto-core >/dev/null
else
  echo "The tests need: $missing. Install them, or name them with CHROME_PATH and FIREFOX_PATH." >&2
  exit 1
fi
