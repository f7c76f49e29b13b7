#!/usr/bin/env bash
# Installs Debian's Chromium, the tool for its store of certificates, fonts with all Vietnamese letters and a reader of QR
# codes for the tests in this folder.
set -euo pipefail
. "$(dirname "$0")/../helpers/apt.sh"

install_from_debian chromium fonts-dejavu-core fonts-noto-core libnss3-tools zbar-tools
