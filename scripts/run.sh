#!/bin/sh
# Serve the demo: embedded database, files in var/, worker beside the web server.
set -eu
cd "$(dirname "$0")/.."
export KENTONGAN_DEMO="${KENTONGAN_DEMO:-true}" KENTONGAN_DATA_FOLDER="${KENTONGAN_DATA_FOLDER:-var}"
export DJANGO_SETTINGS_MODULE=kentongan.config.settings
unset PYTHONDONTWRITEBYTECODE
exec .venv/bin/kentongan serve --demo
