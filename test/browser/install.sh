#!/usr/bin/env bash
# Installs Debian's Chromium and fonts with all Vietnamese letters for the tests in this folder. Starts nothing.
set -euo pipefail

packages=(chromium fonts-dejavu-core fonts-noto-core)

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing+=("$package")
done
if [ "${#missing[@]}" -eq 0 ]; then
  echo "test/browser: all ${#packages[@]} packages are installed"
  exit 0
fi
[ "$(id -u)" -eq 0 ] || {
  echo "test/browser/install.sh: needs root to install: ${missing[*]}" >&2
  exit 2
}
apt-get update -q
DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
