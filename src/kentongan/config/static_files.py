"""The only place that copies static files to the folder they are served from."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

PACKAGE = Path(__file__).resolve().parent.parent


def refresh() -> bool:
    """Collect and compress the static files again if one changed; returns whether it did."""
    if settings.DEBUG:
        return False
    stamp = settings.STATIC_ROOT / ".collected"
    present = _fingerprint()
    if stamp.exists() and stamp.read_text() == present:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(present)
    return True


def _fingerprint() -> str:
    """Names, sizes and times of all files: reading them would take longer than collecting."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            at = storage.get_modified_time(path).timestamp()
            digest.update(f"{path} {storage.size(path)} {at}\n".encode())
    return digest.hexdigest()
