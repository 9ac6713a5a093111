"""The only place that counts tries: kept in the cache as digests, forgotten after a while."""

import hashlib
from dataclasses import dataclass
from http import HTTPStatus

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` tries within `seconds` of whatever is counted.

    Without `most` it is a setting of this installation: settings.LIMITS, by `what`.

    A whole district may come from one address (carrier NAT): be generous with addresses, and
    strict with what one of them tries to open.
    """

    what: str
    most: int | None = None
    seconds: int = 600

    def spend(self, of: str) -> bool:
        """Count one try; False when it is one too many."""
        key, most = self._key(of), most_of(self.what, self.most)
        if cache.add(key, 1, self.seconds):  # the first try, which most are, is one write
            return most >= 1
        try:
            return int(cache.incr(key)) <= most
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


def most_of(what: str, most: int | None) -> int:
    """How many: as the code says, or as the installation."""
    return int(settings.LIMITS[what]) if most is None else most


def retry_after(response: HttpResponse, seconds: int) -> HttpResponse:
    """An answer that says "too many" says also when to come back."""
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        response["Retry-After"] = str(seconds)
    return response


def address(request: HttpRequest) -> str:
    """Whom to count when nothing better is known."""
    return str(request.META.get("REMOTE_ADDR", ""))
