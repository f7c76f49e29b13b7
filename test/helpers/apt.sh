# Sourced by the installers of the heavy suites: brings packages from Debian, starts no service, asks nothing.

fail() {
  echo "$0: $1" >&2
  exit 2
}

is_installed() {
  [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# usage: install_from_debian PACKAGE...   Ends at once when all of them are there.
install_from_debian() {
  local package missing=()
  command -v apt-get >/dev/null && command -v dpkg-query >/dev/null ||
    fail "needs Debian's package tools (apt-get and dpkg-query)"
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  if [ "${#missing[@]}" -eq 0 ]; then
    echo "$0: all $# packages are installed"
    return
  fi
  [ "$(id -u)" -eq 0 ] || fail "needs root to install: ${missing[*]} (run it once as root, or with sudo)"
  forbid_service_starts
  export DEBIAN_FRONTEND=noninteractive
  echo "$0: installing ${missing[*]}"
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
    -o Dpkg::Use-Pty=0 "${missing[@]}" >/dev/null
  echo "$0: installed ${#missing[@]} packages, no service started"
}

policy=/usr/sbin/policy-rc.d
kept_policy=

# A policy that forbids service starts for as long as the script runs; one that is there already comes back after it.
forbid_service_starts() {
  if [ -e "$policy" ]; then
    kept_policy="$(mktemp "$policy.rasoat.XXXXXX")"
    mv "$policy" "$kept_policy"
  fi
  trap restore_policy EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
}

restore_policy() {
  rm -f "$policy"
  if [ -n "$kept_policy" ]; then mv "$kept_policy" "$policy"; fi
}
