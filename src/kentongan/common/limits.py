"""The only place that counts tries: kept in the cache as digests, forgotten after a while."""

import hashlib
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` tries within `seconds` of whatever is counted.

    A whole district may come from one address (carrier NAT): be generous with addresses, and
    strict with what one of them tries to open.
    """

    what: str
    most: int
    seconds: int

    def spend(self, of: str) -> bool:
        """Count one try; False when it is one too many."""
        key = self._key(of)
        cache.add(key, 0, self.seconds)
        try:
            return int(cache.incr(key)) <= self.most
        except ValueError:  # it ran out between the two calls
            return True

    def give_back(self, of: str) -> None:
        """The try was no guess: it does not count."""
        try:
            cache.decr(self._key(of))
        except ValueError:
            return

    def _key(self, of: str) -> str:
        return hashlib.sha256(f"{self.what}:{of}".encode()).hexdigest()


def address(request: HttpRequest) -> str:
    """Whom to count when nothing better is known."""
    return str(request.META.get("REMOTE_ADDR", ""))
