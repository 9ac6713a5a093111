#!/bin/sh
# Make the virtual environment and install the locked packages; nothing is done twice.
# Usage: setup.sh run|dev
set -eu
cd "$(dirname "$0")/.."
lock="requirements/$1.txt"
python="${PYTHON:-python3}"

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Kentongan needs Python 3.11 or newer; '$python' is not. Set PYTHON=/path/to/python3." >&2
    exit 1
fi
if [ ! -x .venv/bin/python ]; then
    if ! "$python" -m venv .venv; then
        rm -rf .venv
        echo "Python cannot make virtual environments here. On Debian: apt install python3-venv" >&2
        exit 1
    fi
fi
want=$(cat "$lock" pyproject.toml | cksum)
stamp=".venv/.installed-$1"
if [ "$(cat "$stamp" 2>/dev/null)" != "$want" ]; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
    # The project itself: src is put on the path, so that nothing has to be built.
    site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')
    pwd -P | sed 's|$|/src|' > "$site/kentongan.pth"
    printf '#!%s/.venv/bin/python\nfrom kentongan.config.command import main\n\nmain()\n' \
        "$(pwd -P)" > .venv/bin/kentongan
    chmod +x .venv/bin/kentongan
    echo "$want" > "$stamp"
fi
KENTONGAN_DEMO=true KENTONGAN_DATA_FOLDER=var/build .venv/bin/kentongan build_assets --verbosity 0
