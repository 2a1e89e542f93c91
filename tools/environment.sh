#!/usr/bin/env bash
# The Python environment of the project: `tools/environment.sh run` (what the product needs) or `dev` (and its checks).
# Needs a Python of 3.11 or later and nothing else. Versions and hashes come from uv.lock.
set -euo pipefail
export PATH="$PATH:/usr/sbin:/sbin" # where an administrator's tools are
cd "$(dirname "$0")/.."

uv_version=0.13.9

find_python() {
  for name in python3.13 python3.12 python3.11 python3.14 python3; do
    if "$name" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  echo "No Python 3.11 or later was found: install python3 (Debian 12, Ubuntu 24.04 and later have it) and try again." >&2
  exit 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

need_venv() { # Debian keeps the part of Python that makes environments in a package of its own
  "$1" -c 'import ensurepip, venv' 2>/dev/null && return
  package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
  if command -v apt-get >/dev/null && as_root true 2>/dev/null; then
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package" >/dev/null
  else
    echo "Python has no venv module: run 'sudo apt-get install $package' and try again." >&2
    exit 1
  fi
}

need_uv() {
  [ -x .venv/bin/uv ] && [ "$(.venv/bin/uv --version | cut -d' ' -f2)" = "$uv_version" ] && return
  .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null
  .venv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$uv_version"
}

# Where packages come only through an index set up for pip, pip installs the same locked files by their hashes.
install_with_pip() {
  wanted=$(mktemp)
  trap 'rm -f "$wanted"' EXIT
  .venv/bin/uv export --quiet --frozen --no-emit-project "$@" --output-file "$wanted"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$wanted"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
}

kind=${1:-run}
groups=()
[ "$kind" = run ] && groups=(--no-dev)

if ! .venv/bin/python -c '' 2>/dev/null; then
  python=$(find_python)
  need_venv "$python"
  "$python" -m venv .venv
fi
need_uv
export UV_SYSTEM_CERTS=1 UV_PROJECT_ENVIRONMENT=.venv UV_PYTHON_DOWNLOADS=never
log=$(mktemp)
if ! .venv/bin/uv sync --frozen --inexact ${groups[@]+"${groups[@]}"} --python .venv/bin/python >"$log" 2>&1; then
  install_with_pip ${groups[@]+"${groups[@]}"} || { cat "$log" >&2; exit 1; }
fi
rm -f "$log"
touch .venv/.ready-run
[ "$kind" = run ] || touch .venv/.ready-dev
