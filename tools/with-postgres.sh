#!/usr/bin/env bash
# Runs a command beside a throwaway PostgreSQL: `tools/with-postgres.sh COMMAND…`. Its address is in
# ISO_TEST_POSTGRES (host:port); it is stopped and removed whatever becomes of the command.
# DURABLE=no leaves out waiting for the disk, for tests that no power cut is part of.
set -euo pipefail
tools=$(cd "$(dirname "$0")" && pwd)

dir=$(mktemp -d "${POSTGRES_FOLDER:-/tmp}/iso-postgres.XXXXXX")
finish() {
  bash "$tools/postgres.sh" stop "$dir" || true
  rm -rf "$dir"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

port=$("$tools/../.venv/bin/python" -c \
  'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
bash "$tools/postgres.sh" start "$dir" "$port"
ISO_TEST_POSTGRES="127.0.0.1:$port" "$@"
