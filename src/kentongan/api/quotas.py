"""How often a machine may come: fixed windows in the cache, told in the RateLimit headers."""

import hashlib
from dataclasses import dataclass
from typing import cast

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kentongan.api.problems import Problem
from kentongan.common import clock, limits


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `most` requests in each window of `seconds`, of whoever is counted."""

    what: str
    most: int | None = None  # None: settings.LIMITS says it
    seconds: int = 600

    def spend(self, request: HttpRequest, of: str = "") -> None:
        """Count one request; raises a 429 with `Retry-After` when it is one too many."""
        most = limits.most_of(self.what, self.most)
        moment = int(clock.now().timestamp())
        window, gone = divmod(moment, self.seconds)
        reset = self.seconds - gone
        who = of or limits.address(request)
        key = hashlib.sha256(f"{self.what}:{window}:{who}".encode()).hexdigest()
        cache.add(key, 0, self.seconds + 1)
        try:
            used = int(cache.incr(key))
        except ValueError:  # it ran out between the two calls
            used = 1
        headers = {
            "RateLimit-Limit": str(most),
            "RateLimit-Remaining": str(max(most - used, 0)),
            "RateLimit-Reset": str(reset),
        }
        request.rate_headers = headers  # type: ignore[attr-defined]
        if used > most:
            detail = _("Too many requests. Wait %(n)s seconds and send it again.") % {"n": reset}
            raise Problem(429, detail, headers={"Retry-After": str(reset)})


def headers_of(request: HttpRequest) -> dict[str, str]:
    """What the last quota of this request told; the middleware puts it on the answer."""
    return cast(dict[str, str], getattr(request, "rate_headers", {}))


# A whole district may come from one address (carrier NAT), so these are generous.
FILED = Quota("api-filed")
READ = Quota("api-read")
UPLOADED = Quota("api-uploaded")
BY_KEY = Quota("api-key")
WRONG_KEYS = Quota("api-wrong-key")
