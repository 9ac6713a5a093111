"""The only place that notes and forgets browsers that want pushes."""

import hashlib
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kentongan.accounts.models import User
from kentongan.common import addresses, clock
from kentongan.notifications import push
from kentongan.notifications.models import PushSubscription

MOST = 10  # browsers of one report or officer; the oldest gives way
REPORT, USER = "report", "user"


class Unfit(ValueError):
    """This browser cannot be reached by us."""


@dataclass(frozen=True, slots=True)
class Browser:
    """What a browser hands over when it subscribes."""

    endpoint: str
    p256dh: str
    auth: str


def subscribe(
    browser: Browser, *, user_id: int | None = None, about: int | None = None
) -> PushSubscription:
    """Note a browser for one officer or one report; the same one again changes its keys. Raises Unfit."""
    if not push.is_on() or (fault := fault_of(browser)):
        raise Unfit(_("This browser cannot be told here.") if not push.is_on() else fault)
    digest = hashlib.sha256(browser.endpoint.encode()).hexdigest()
    made, _is_new = PushSubscription.objects.update_or_create(
        **_owner(user_id, about),
        endpoint_digest=digest,
        defaults={"endpoint": browser.endpoint, "p256dh": browser.p256dh, "auth": browser.auth},
        create_defaults={
            "endpoint": browser.endpoint,
            "p256dh": browser.p256dh,
            "auth": browser.auth,
            "created_at": clock.now(),
        },
    )
    rows = PushSubscription.objects.filter(**_owner(user_id, about)).order_by("-pk")
    spare = list(rows.values_list("pk", flat=True)[MOST:])
    PushSubscription.objects.filter(pk__in=spare).delete()
    if user_id is not None:
        User.objects.filter(pk=user_id).update(has_push=True)
    return made


def unsubscribe(*, user_id: int | None = None, about: int | None = None) -> int:
    """Forget all browsers of one officer or report; returns how many there were."""
    if user_id is not None:
        User.objects.filter(pk=user_id).update(has_push=False)
    count, _rows = PushSubscription.objects.filter(**_owner(user_id, about)).delete()
    return count


def count(*, user_id: int | None = None, about: int | None = None) -> int:
    """How many browsers are told."""
    return PushSubscription.objects.filter(**_owner(user_id, about)).count()


def _owner(user_id: int | None, about: int | None) -> dict[str, Any]:
    return {"user_id": user_id, "about": about}


def of(address: str) -> "QuerySet[PushSubscription]":
    """The browsers behind the address of a message: `report:17` or `user:3`."""
    kind, _colon, key = address.partition(":")
    if not key.isdigit():
        return PushSubscription.objects.none()
    column = "about" if kind == REPORT else "user_id"
    return PushSubscription.objects.filter(**{column: int(key)}).order_by("pk")


def fault_of(browser: Browser) -> str:
    """Why a browser cannot be noted; empty when it can. Asks no name server."""
    host = (urlsplit(browser.endpoint).hostname or "").lower()
    is_known = any(fnmatch(host, one) for one in settings.PUSH_HOSTS)
    is_https = browser.endpoint.startswith("https://")
    if not is_known or not is_https or addresses.fault_of(browser.endpoint):
        return _("The push service of this browser is not known here.")
    try:
        push.check_browser(browser.p256dh, browser.auth)
    except push.Malformed:
        return _("This browser gave no usable key. Try again.")
    return ""
