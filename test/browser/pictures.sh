#!/usr/bin/env bash
# Renews the pictures of the guides from those that the browser tests have just taken.
set -euo pipefail
cd "$(dirname "$0")/../.."

mkdir -p docs/pictures
for name in nobody-login nobody-login-setup donvi- donvi-finding donvi-sites trungtam- trungtam-incidents trungtam-central-requests trungtam-central-statistics; do
  cp "test-out/portal/${name}-1280.png" "docs/pictures/${name%-}.png"
done
