"""The only place that lets a step be sent twice and happen once."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kentongan.api.models import Answered
from kentongan.api.problems import Problem, field_problem
from kentongan.common import clock

LONGEST = 100


def once(request: HttpRequest, *, key: str, scope: str, act: Callable[[], Any]) -> Any:
    """`act()`, or its earlier answer when this sender used `key` before for the same request.

    A refused step keeps nothing: it may be sent again with the same key once the reason is gone.
    """
    if not key:
        with transaction.atomic():
            return act()
    if len(key) > LONGEST or not key.isprintable():
        raise field_problem("Idempotency-Key", _("The key is too long or holds odd characters."))
    digest = _digest(request)
    try:
        with transaction.atomic():
            row = Answered.objects.create(scope=scope, key=key, digest=digest, at=clock.now())
            made = act()
            row.body = made.model_dump(mode="json")
            row.save(update_fields=["body"])
            return made
    except IntegrityError:
        earlier = Answered.objects.filter(scope=scope, key=key).first()
        if earlier is None:
            raise
    if earlier.digest != digest:
        raise Problem(422, _("This Idempotency-Key was used for another request."), code="key_used")
    return earlier.body


def _digest(request: HttpRequest) -> str:
    head = f"{request.method} {request.path}\n".encode()
    return hashlib.sha256(head + request.body).hexdigest()
