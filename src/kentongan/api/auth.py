"""Who comes with a key: the membership that it stands for, and what it may do."""

from typing import Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from kentongan.api import quotas
from kentongan.api.problems import Problem
from kentongan.common import limits
from kentongan.integrations import keys
from kentongan.integrations.keys import Opened
from kentongan.integrations.scopes import SCOPES
from kentongan.organizations.actor import Actor


class Key(HttpBearer):
    """`Authorization: Bearer ktg_…`; the scope must be among those of the key."""

    def __init__(self, scope: str = "") -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        address = limits.address(request)
        found = keys.opened(token, address=address)
        if found is None:
            quotas.WRONG_KEYS.spend(request)
            return None
        quotas.BY_KEY.spend(request, of=str(found.key_id))
        if self.scope and self.scope not in found.scopes:
            missing = {"scope": self.scope, "words": SCOPES[self.scope]}
            raise Problem(403, _("This key may not: %(words)s (%(scope)s).") % missing)
        request.opened_key = found  # type: ignore[attr-defined]
        return found


def key_of(request: HttpRequest) -> Opened:
    """The key of this request."""
    return cast(Opened, request.opened_key)  # type: ignore[attr-defined]


def actor_of(request: HttpRequest) -> Actor:
    """The membership as which the program acts."""
    return key_of(request).actor
