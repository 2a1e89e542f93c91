#!/usr/bin/env bash
# The drills of docs/trust.md at their full size, on both engines: `tools/drills.sh [PATHS of tests]`; each prints its
# figure. Wants the environment of `make` and ISO_TEST_POSTGRES (host:port).
set -uo pipefail
cd "$(dirname "$0")/.."
export ISO_DRILLS=full

failed=0
for engine in sqlite postgresql; do
  echo "== drills on $engine"
  .venv/bin/pytest -q -m drill --engine="$engine" "${@:-tests}" || failed=1
done
exit "$failed"
