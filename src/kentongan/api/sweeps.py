"""What the worker tidies for the API: old uploads, and answers that nobody repeats any more."""

from datetime import datetime, timedelta

from django.core.cache import cache

from kentongan.api import files
from kentongan.api.models import Answered, Upload

EVERY = 900  # seconds
BATCH = 100


def sweep(now: datetime) -> int:
    """Forget what is older than a day; a look four times an hour is enough."""
    if not cache.add("api-sweep", 1, EVERY):
        return 0
    old = Upload.objects.filter(created_at__lt=now - files.LIFE).order_by("created_at")[:BATCH]
    for upload in old:
        files.drop(upload)
    Answered.objects.filter(at__lt=now - timedelta(days=1)).delete()
    return 0
