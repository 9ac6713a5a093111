"""The only place that keeps what an officer typed while the sign-in had run out: sealed, for an hour."""

import json
from collections.abc import Mapping

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, QueryDict

from kentongan.accounts import vault
from kentongan.accounts.vault import VaultError
from kentongan.common import limits
from kentongan.common.limits import Limit

KEY = "intake.typed"
LONGEST = 20_000
KEPT = Limit("intake.typed", most=60, seconds=600)  # for each address: anybody can post here


def keep(request: HttpRequest, names: Mapping[str, object]) -> bool:
    """Put the fields `names` aside, in the session that the sign-in goes on with."""
    typed = {name: request.POST.getlist(name) for name in names if name in request.POST}
    content = json.dumps(typed, ensure_ascii=False)
    if len(content) > LONGEST or not KEPT.spend(limits.address(request)):
        return False
    request.session[KEY] = vault.seal_text(content)
    return True


def take(session: SessionBase) -> QueryDict | None:
    """What was kept, once."""
    sealed = session.pop(KEY, None)
    if not sealed:
        return None
    try:
        typed = json.loads(vault.open_text(sealed))
    except (VaultError, ValueError):
        return None
    found = QueryDict(mutable=True)
    for name, values in typed.items():
        found.setlist(name, values)
    return found
