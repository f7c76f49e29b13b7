#!/usr/bin/env bash
# Installs from Debian what test/real/documents.test.ts opens documents with: LibreOffice and poppler's tools.
set -euo pipefail
. "$(dirname "$0")/../helpers/apt.sh"

install_from_debian libreoffice-writer poppler-utils fonts-croscore
