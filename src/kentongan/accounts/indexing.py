"""Older identities get the blind indexes that came after them: the worker goes through all, in batches.

An identity whose NIK has no index is not found when its person comes back. Only what is empty is
written, so a row that is being sealed anew or used meanwhile keeps what it has. It ends with a whole
round that found nothing: a server of the release before may have written behind the last one.
"""

import logging
from datetime import datetime

from django.db import transaction

from kentongan.accounts import vault
from kentongan.accounts.models import Identity, IndexRun

log = logging.getLogger(__name__)

VERSION = 1  # one more when an index is added: everything is gone through once again
BATCH = 300  # about 30 ms of opening seals


def sweep(now: datetime) -> int:
    """One batch; how many identities were looked at, 0 once all have their indexes."""
    run = IndexRun.objects.filter(version=VERSION).first()
    if run is None:
        IndexRun.objects.bulk_create([IndexRun(version=VERSION)], ignore_conflicts=True)
        run = IndexRun.objects.get(version=VERSION)
    if run.finished_at is not None:
        return 0
    rows = Identity.objects.order_by("pk")
    batch = list((rows.filter(pk__gt=run.after) if run.after else rows)[:BATCH])
    found = {one.pk: missing for one in batch if (missing := _missing(one))}
    # Two workers at once look at the same rows and write the same; one of them moves on.
    mine = IndexRun.objects.filter(version=VERSION, after=run.after, finished_at=None)
    with transaction.atomic():
        for key, missing in found.items():
            blank = dict.fromkeys(missing, "")
            Identity.objects.filter(pk=key, **blank).update(**missing)
        mine.update(**_next(run, batch, run.changed + len(found), now=now))
    return max(len(batch), 1)


def _next(
    run: IndexRun, batch: list[Identity], changed: int, *, now: datetime
) -> dict[str, object]:
    if len(batch) == BATCH:
        return {"after": batch[-1].pk, "changed": changed}
    if changed:
        log.info("%s older identities were given their indexes; looking once more.", changed)
        return {"after": None, "changed": 0}
    return {"finished_at": now}


def _missing(one: Identity) -> dict[str, str]:
    try:
        return vault.missing_indexes(one)
    except vault.VaultError as fault:  # one row that no key opens must not stop the others
        log.warning("The identity %s keeps its indexes as they are: %s", one.pk, fault)
        return {}
