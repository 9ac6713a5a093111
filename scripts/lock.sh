#!/bin/sh
# Renew the lock files: hashes, every platform, no index address. Needs uv.
set -eu
cd "$(dirname "$0")/../requirements"
for name in run dev; do
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header "$name.in" -o "$name.txt"
done
