#!/usr/bin/env bash
# A throwaway PostgreSQL for tests and benchmarks: `tools/postgres.sh start DIR PORT`, `stop DIR`.
# The server listens on loopback only; as root it runs as the user postgres, because it refuses to run as root.
set -euo pipefail
export PATH="$PATH:/usr/sbin:/sbin" # where an administrator's tools are

bin=$(ls -d /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin 2>/dev/null | sort -V | tail -n 1 || true)
if [ -z "$bin" ]; then
  echo "PostgreSQL was not found: on Debian 'sudo apt-get install postgresql'." >&2
  exit 1
fi
run() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

# Tests that no power cut is part of need not wait for the disk: DURABLE=no.
durability=""
[ "${DURABLE:-yes}" = no ] && durability="-c fsync=off -c full_page_writes=off"

case "${1:-}" in
  start)
    mkdir -p "$2"
    dir=$(cd "$2" && pwd) port=$3
    cd / # the user postgres may not look into the folder this was started from
    if [ ! -d "$dir/data" ]; then
      [ "$(id -u)" = 0 ] && chown postgres "$dir"
      run "$bin/initdb" --pgdata="$dir/data" --username=postgres --auth=trust --encoding=UTF8 --locale=C >/dev/null
    fi
    run "$bin/pg_ctl" --pgdata="$dir/data" status >/dev/null 2>&1 && exit 0
    run "$bin/pg_ctl" --pgdata="$dir/data" --log="$dir/log" --wait --timeout=60 start \
      -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c shared_buffers=256MB -c max_connections=200 $durability" >/dev/null
    psql="$bin/psql -h 127.0.0.1 -p $port -U postgres -v ON_ERROR_STOP=1 -q"
    $psql -tAc "SELECT 1 FROM pg_roles WHERE rolname = 'iso_app'" | grep -q 1 || {
      $psql -c "CREATE ROLE iso_owner LOGIN CREATEDB" -c "CREATE ROLE iso_app LOGIN"
    }
    ;;
  stop)
    dir=$(cd "$2" && pwd)
    cd /
    run "$bin/pg_ctl" --pgdata="$dir/data" --mode=fast stop >/dev/null 2>&1 || true
    ;;
  *)
    echo "usage: tools/postgres.sh start DIR PORT | stop DIR" >&2
    exit 2
    ;;
esac
