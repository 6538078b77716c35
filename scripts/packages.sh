# Read by the scripts that look for programs: what is missing, and its installation as Debian's packages where we may.
missing=""
need() { missing="$missing $1"; }

found() {
  for name in "$@"; do
    if command -v "$name" >/dev/null 2>&1; then return 0; fi
  done
  return 1
}

# install_missing FOR: fails where we may not install.
install_missing() {
  [ -n "$missing" ] || return 0
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
  echo "Installing for $1:$missing"
  apt-get update -qq
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}
