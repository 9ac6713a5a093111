#!/bin/sh
# Run all tests twice: on SQLite, then on a PostgreSQL cluster of their own. pytest has the last word.
set -eu
cd "$(dirname "$0")/.."
sh scripts/system.sh
echo "== SQLite"
.venv/bin/python -m pytest -q -n 2 "$@"
if ! sh scripts/postgres.sh available; then
    echo "PostgreSQL is not installed: its half of the tests was skipped." >&2
    exit 0
fi
url=$(sh scripts/postgres.sh start)
trap 'sh scripts/postgres.sh stop' EXIT INT TERM
echo "== PostgreSQL"
KENTONGAN_DATABASE_URL="$url" .venv/bin/python -m pytest -q -n 2 -m "not browser" "$@"
