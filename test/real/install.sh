#!/usr/bin/env bash
# Installs from Debian what the lab in test/real/lab serves. Starts no service and leaves none behind;
# changes nothing but what the packages themselves do. A second run finds all of it there and ends at once.
set -euo pipefail

packages=(
  apache2 libapache2-mod-php nginx-light php-cli php-fpm
  php-mysql php-sqlite3 php-xml php-mbstring php-intl php-gd
  mariadb-server
  wordpress wordpress-theme-twentytwentythree dokuwiki mediawiki phpmyadmin adminer
  tomcat10 tomcat10-admin
  openssl strace
)
policy=/usr/sbin/policy-rc.d
daemons='^(mariadbd|nginx|apache2|php-fpm.*)$'

fail() {
  echo "test/real/install.sh: $1" >&2
  exit 2
}

is_installed() {
  [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

command -v apt-get >/dev/null && command -v dpkg-query >/dev/null ||
  fail "needs Debian's package tools (apt-get and dpkg-query)"

grep -qs '^VERSION_CODENAME=bookworm$' /etc/os-release ||
  fail "needs Debian 12 (bookworm): test/real/truth.ts judges the versions which that release ships"

missing=()
for package in "${packages[@]}"; do
  is_installed "$package" || missing+=("$package")
done
if [ "${#missing[@]}" -eq 0 ]; then
  echo "test/real: all ${#packages[@]} packages are installed"
  exit 0
fi

[ "$(id -u)" -eq 0 ] || fail "needs root to install: ${missing[*]} (run it once as root, or with sudo)"

# A policy that forbids service starts for as long as this runs; one that is there already comes back after it.
kept=
cleanup() {
  rm -f "$policy"
  if [ -n "$kept" ]; then mv "$kept" "$policy"; fi
}
if [ -e "$policy" ]; then
  kept="$(mktemp "$policy.rasoat.XXXXXX")"
  mv "$policy" "$kept"
fi
trap cleanup EXIT
printf '#!/bin/sh\nexit 101\n' >"$policy"
chmod 755 "$policy"

running() {
  local process
  for process in /proc/[0-9]*; do
    if grep -Eqs "$daemons" "$process/comm"; then echo "${process#/proc/} $(cat "$process/comm" 2>/dev/null)"; fi
  done | sort
}
before="$(running)"

export DEBIAN_FRONTEND=noninteractive
# No web server is configured and no database is asked for: the lab brings its own configuration.
debconf-set-selections <<'ANSWERS'
phpmyadmin phpmyadmin/dbconfig-install boolean false
phpmyadmin phpmyadmin/reconfigure-webserver multiselect
dokuwiki dokuwiki/system/configure-webserver multiselect
ANSWERS

echo "test/real: installing ${missing[*]}"
apt-get update -qq
apt-get install -y -qq --no-install-recommends \
  -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
  -o Dpkg::Use-Pty=0 "${missing[@]}" >/dev/null

started="$(comm -13 <(echo "$before") <(running))"
if [ -n "$started" ]; then fail "a service was started by the installation: $started"; fi
echo "test/real: installed ${#missing[@]} packages, no service running"
