#!/usr/bin/env bash
# Installs what test/real/node-24.test.ts runs the program with, besides the Node 24 that install-tls.sh brings: the
# version of SQLite's library that npm leaves out under the Node at hand. Into the same cache folder; needs no root.
set -euo pipefail
. "$(dirname "$0")/../helpers/apt.sh"

cache="${RASOAT_LAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/rasoat-lab}"
wanted="$(node -p 'require("./package.json").optionalDependencies["better-sqlite3-napi"]')"
folder="$cache/sqlite-napi"

if [ "$(cat "$folder/wanted" 2>/dev/null)" = "$wanted" ]; then
  echo "$0: $wanted is in $folder"
  exit
fi
rm -rf "$folder"
mkdir -p "$folder"
# Its binaries come inside the package: nothing is run or built. Made for a later Node than may run npm here.
npm install --prefix "$folder" --ignore-scripts --no-save --no-audit --no-fund --loglevel=error \
  "better-sqlite3-napi@$wanted"
echo "$wanted" >"$folder/wanted"
