"""How often one address may try: kept in the cache, forgotten after a while."""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest


def is_over(request: HttpRequest, what: str, *, most: int, seconds: int, extra: str = "") -> bool:
    """Count this try; True when there were more than `most` within `seconds`.

    The address is kept as a digest. A whole district may come from one address (carrier NAT):
    choose `most` generously and count per number beside it.
    """
    address = request.META.get("REMOTE_ADDR", "")
    key = hashlib.sha256(f"{what}:{extra or address}".encode()).hexdigest()
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) > most
    except ValueError:  # it ran out between the two calls
        return False
