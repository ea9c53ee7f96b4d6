#!/bin/sh
# install.sh PYTHON VENV LOCK: a virtual environment with the locked packages and the `wardboard` command.
# Uses uv where it is there (seconds), else venv and pip. Either checks every hash.
set -eu
python=$1 venv=$2 lock=$3
unset PYTHONDONTWRITEBYTECODE || true
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "Wardboard needs Python 3.11 or newer; '$python' is older. Try: make PYTHON=python3.12" >&2; exit 2; }
echo "Setting up $venv from $lock (the first time takes about a minute) …"
if command -v uv >/dev/null 2>&1; then
  [ -x "$venv/bin/python" ] || uv venv -q --python "$python" "$venv"
  uv pip sync -q --python "$venv/bin/python" --require-hashes --compile-bytecode "$lock"
  uv pip install -q --python "$venv/bin/python" --no-deps --no-build-isolation -e .
else
  [ -x "$venv/bin/python" ] || "$python" -m venv "$venv" || {
    echo "This Python has no venv module. On Debian and Ubuntu: apt install python3-venv" >&2; exit 2; }
  [ -x "$venv/bin/pip" ] || "$venv/bin/python" -m ensurepip -q
  "$venv/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r "$lock"
  "$venv/bin/python" -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
fi
"$venv/bin/python" -m compileall -q app.py data pipelines metrics layouts >/dev/null 2>&1 || true
