#!/usr/bin/env bash
# Everything a change has to pass, fastest first. Wants the environment of `make` and ISO_TEST_POSTGRES (host:port).
set -euo pipefail
cd "$(dirname "$0")/.."
bin=$PWD/.venv/bin
export PATH="$bin:$PATH"

step() {
  echo "== $1"
  shift
  "$@"
}

step "format" ruff format --check --quiet .
step "lint" ruff check --quiet .
step "floors and rooms" lint-imports
step "templates" djlint --quiet --lint templates
step "types" mypy
step "migrations on SQLite" python -m tools.migrations sqlite
step "migrations on PostgreSQL" python -m tools.migrations postgresql
step "tests on SQLite" pytest -q -n 2 --ignore=tests/browser
step "tests on PostgreSQL" pytest -q -n 2 --ignore=tests/browser --engine=postgresql
step "tests in the browser" pytest -q tests/browser
