#!/usr/bin/env bash
# Installs from Debian what test/real/tls serves and is compared with. Starts no service. Needs root once.
set -euo pipefail

packages=(nginx-light openssl gnutls-bin openjdk-17-jdk-headless nmap sslscan testssl.sh)
missing=()
for package in "${packages[@]}"; do
  [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
    missing+=("$package")
done
if [ "${#missing[@]}" -eq 0 ]; then
  echo "test/real/tls: all ${#packages[@]} packages are installed"
  exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "test/real/install-tls.sh: needs root to install: ${missing[*]}" >&2
  exit 2
fi
export DEBIAN_FRONTEND=noninteractive
apt-get install --yes --no-install-recommends "${missing[@]}"
