#!/usr/bin/env bash
# What the tests need beside Python: PostgreSQL and Chromium. Installs Debian's packages where that is allowed.
set -euo pipefail
export PATH="$PATH:/usr/sbin:/sbin" # where an administrator's tools are

missing=()
[ -n "$(ls -d /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin 2>/dev/null || true)" ] || missing+=(postgresql)
[ -x /usr/bin/chromium ] || missing+=(chromium)
[ ${#missing[@]} = 0 ] && exit 0

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

if ! command -v apt-get >/dev/null || ! as_root true 2>/dev/null; then
  echo "The tests need ${missing[*]}: install them (on Debian 'sudo apt-get install ${missing[*]}') and try again." >&2
  exit 1
fi
echo "Installing ${missing[*]} …"
as_root apt-get update -qq
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
