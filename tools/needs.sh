#!/usr/bin/env bash
# What is needed beside Python: `tools/needs.sh postgresql chromium` installs Debian's packages of those that are
# missing, where that is allowed, and says in one line what to do where it is not.
set -euo pipefail
export PATH="$PATH:/usr/sbin:/sbin" # where an administrator's tools are

is_there() {
  case $1 in
    postgresql) [ -n "$(ls -d /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin 2>/dev/null || true)" ] ;;
    chromium) [ -x /usr/bin/chromium ] ;;
  esac
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

missing=()
for package in "$@"; do
  is_there "$package" || missing+=("$package")
done
[ ${#missing[@]} = 0 ] && exit 0

if ! command -v apt-get >/dev/null || ! as_root true 2>/dev/null; then
  echo "Missing: ${missing[*]}. Install it (on Debian: sudo apt-get install ${missing[*]}) and try again." >&2
  exit 1
fi
echo "Installing ${missing[*]} …"
as_root apt-get update -qq
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
