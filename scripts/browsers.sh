#!/bin/sh
# What the tests need beside Python: browsers and what drives them, the libraries and fonts of the PDF, the checkers of
# EPUB and ZIM. Those found on the machine, else Debian's packages where we may install them.
set -eu
. "$(dirname "$0")/packages.sh"

[ -n "${CHROME_PATH:-}" ] || found chromium chromium-browser google-chrome google-chrome-stable || need chromium
[ -n "${FIREFOX_PATH:-}" ] || found firefox-esr firefox || need firefox-esr
.venv/bin/python -m playwright --version >/dev/null 2>&1 || need libatomic1 # its driver needs it
.venv/bin/python -c "import weasyprint" >/dev/null 2>&1 || need "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
found fc-list || need fontconfig
fc-list 2>/dev/null | grep -q NotoSerif-Regular || need fonts-noto-core
found java && java -version >/dev/null 2>&1 || need default-jre-headless
[ -n "${EPUBCHECK_PATH:-}" ] || [ -e /usr/share/java/epubcheck.jar ] || [ -e /usr/bin/epubcheck ] || need epubcheck
found zimwriterfs zimcheck || need zim-tools
found kiwix-serve || need kiwix-tools

install_missing "the tests" || {
  echo "The tests need:$missing. Install them; browsers may be named with CHROME_PATH and FIREFOX_PATH." >&2
  exit 1
}
