#!/usr/bin/env bash
# Installs from Debian what test/real/documents.test.ts opens documents with: LibreOffice and poppler's tools.
# A second run finds both there and ends at once.
set -euo pipefail

fail() {
  echo "test/real/install-documents.sh: $1" >&2
  exit 2
}

if command -v soffice >/dev/null && command -v pdftotext >/dev/null; then
  echo "test/real: LibreOffice and poppler are installed"
  exit 0
fi
command -v apt-get >/dev/null || fail "needs Debian or a system derived from it (apt-get)"
[ "$(id -u)" -eq 0 ] || fail "needs root to install libreoffice-writer, poppler-utils and fonts-croscore"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 \
  libreoffice-writer poppler-utils fonts-croscore >/dev/null
echo "test/real: installed LibreOffice and poppler"
