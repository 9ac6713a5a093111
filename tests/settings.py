"""The product's own settings in demo mode, on a folder and a database of this test process alone."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Test processes of one run share a folder: they are ended without a word, so the first cleans up.
SHARED = "TESTS_OF_KENTONGAN"
if SHARED not in os.environ:
    os.environ[SHARED] = tempfile.mkdtemp(prefix="kentongan-tests-")
    atexit.register(shutil.rmtree, os.environ[SHARED], ignore_errors=True)
FOLDER = Path(tempfile.mkdtemp(dir=os.environ[SHARED]))

# A developer's own settings must not decide whether a test passes; only the database is a choice.
for name in [name for name in os.environ if name.startswith("KENTONGAN_")]:
    if name != "KENTONGAN_DATABASE_URL":
        del os.environ[name]
os.environ["KENTONGAN_DEMO"] = "true"
os.environ["KENTONGAN_DATA_FOLDER"] = str(FOLDER)

from kentongan.config.settings import *  # noqa: E402, F403
from kentongan.config.settings import CACHES, DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Collected once for all test processes and runs; the fingerprint in it says when it is stale.
STATIC_ROOT = Path(__file__).resolve().parent.parent / "build" / "test-static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # a module may load the site before any fixture

if DATABASES["default"]["ENGINE"].endswith("sqlite"):
    # A file, not memory: threads and processes that race for a row need connections of their own.
    DATABASES["default"]["TEST"] = {"NAME": str(FOLDER / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"]["OPTIONS"],
        "init_command": DATABASES["default"]["OPTIONS"]["init_command"].replace(
            "synchronous=FULL", "synchronous=OFF"
        ),
    }

# Kept pages go where the limits are: what forgets the one between two tests forgets the other.
CACHES["pages"] = CACHES["default"]
