#!/bin/sh
# Makes .venv and installs the locked libraries of one lock file, and Casebook itself. Usage: setup.sh PYTHON LOCK_FILE
set -eu
python=$1
lock=$2

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "Casebook needs Python 3.11 or later; name one with PYTHON=..., for example: make site PYTHON=python3.12" >&2
  exit 1
fi

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
  echo "Making a virtual environment in .venv"
  if ! "$python" -m venv --clear .venv >/dev/null 2>&1; then
    # Debian keeps the venv module's pip in a package of its own.
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
      echo "Installing Debian's python3-venv"
      apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
      "$python" -m venv --clear .venv
    else
      echo "Python's venv module is not complete here; install it first: apt-get install python3-venv" >&2
      exit 1
    fi
  fi
fi

echo "Installing the libraries of $lock"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$lock"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
