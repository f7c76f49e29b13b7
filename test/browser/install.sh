#!/usr/bin/env bash
# Installs Debian's Chromium and fonts with all Vietnamese letters for the tests in this folder.
set -euo pipefail
. "$(dirname "$0")/../helpers/apt.sh"

install_from_debian chromium fonts-dejavu-core fonts-noto-core
