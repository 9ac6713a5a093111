"""A spreadsheet from upload to complaints: mapping, dry run, and the worker's rounds.

Each row is a transaction of its own and has a key that is the same in every file and at every try:
a worker that is killed in the middle goes on where it ended, and no row becomes two complaints.
"""

import hashlib
import json
import logging
import secrets
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kentongan.accounts import vault
from kentongan.channels.imports import columns, reading, rows
from kentongan.channels.imports.reading import Unreadable
from kentongan.channels.models import ImportFile, ImportRow
from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.models import Complaint
from kentongan.complaints.refusals import MoveRefused
from kentongan.organizations.actor import Actor

log = logging.getLogger(__name__)

BATCH = 50  # rows of one round: the worker has other work, too
LEASE = timedelta(minutes=5)
REMEMBERED = 20  # files that are asked how the office mapped its columns
State, RowState = ImportFile.State, ImportRow.State


def upload(name: str, content: bytes, *, by: Actor) -> ImportFile:
    """Read the file and keep its rows, sealed. Nothing is submitted. Raises Unreadable."""
    if by.organization_id is None or by.user_id is None or by.membership_id is None:
        raise Unreadable(_("Only an office can import."))
    # Reading and sealing take seconds: not in the transaction, for which all who write wait.
    sheet = reading.read(content)
    sealed = [(line, _sealed(cells)) for line, cells in sheet.rows]
    file = ImportFile(
        name=name[-120:] or "list",
        sha256=hashlib.sha256(content).hexdigest(),
        organization_id=by.organization_id,
        institution_id=by.institution_id,
        ordered_by_id=by.user_id,
        membership_id=by.membership_id,
        header=list(sheet.header),
        mapped=columns.guess(sheet.header, remembered=_remembered(by.organization_id)),
        rows_total=len(sheet.rows),
    )
    with transaction.atomic():
        file.save()
        ImportRow.objects.bulk_create(
            [ImportRow(file=file, line=line, sealed=one) for line, one in sealed], batch_size=500
        )
    return file


def twin_of(file: ImportFile) -> ImportFile | None:
    """The same file, uploaded before by the same office and not dropped."""
    same = ImportFile.objects.filter(organization=file.organization_id, sha256=file.sha256)
    return same.exclude(pk=file.pk).exclude(state=State.DROPPED).filter(pk__lt=file.pk).first()


def preview(file: ImportFile, most: int = 5) -> list[list[str]]:
    """The first rows, for choosing the columns."""
    return [_cells(row) for row in file.rows.all()[:most]]


def check(file: ImportFile, mapped: Mapping[str, int], *, may_contact: bool) -> None:
    """Dry run: judge each row as the import will; nothing is submitted, nor changed once it runs."""
    mine = ImportFile.objects.filter(pk=file.pk, state__in=(State.MAPPING, State.CHECKED))
    file.mapped, file.may_contact = dict(mapped), may_contact
    file.remembered = columns.to_remember(file.header, mapped)
    changed: list[ImportRow] = []
    seen: Counter[str] = Counter()
    for row in file.rows.all():
        cells = _cells(row)
        row.key = _key(file, cells, seen)
        found = _read(file, cells, row.key)
        row.reasons = found.reasons
        row.state = RowState.WRONG if found.reasons else RowState.GOOD
        changed.append(row)
    _name_the_twice(file, changed)
    known = _known([row.key for row in changed if row.key])
    for row in changed:
        if row.key in known:
            row.state, row.reasons = RowState.KNOWN, []
    file.rows_wrong = sum(row.state == RowState.WRONG for row in changed)
    file.rows_known = sum(row.state == RowState.KNOWN for row in changed)
    judged = {
        "state": State.CHECKED,
        "mapped": file.mapped,
        "remembered": file.remembered,
        "may_contact": may_contact,
        "rows_wrong": file.rows_wrong,
        "rows_known": file.rows_known,
    }
    with transaction.atomic():
        if mine.update(**judged):
            ImportRow.objects.bulk_update(changed, ["key", "state", "reasons"], batch_size=300)


def start(file: ImportFile, *, only_good: bool) -> bool:
    """Leave it to the worker: all rows, or by explicit choice the good ones. False: not now."""
    ready = ImportFile.objects.filter(pk=file.pk, state=State.CHECKED)
    if not only_good:
        ready = ready.filter(rows_wrong=0)
    return bool(ready.update(state=State.RUNNING))


@transaction.atomic
def drop(file: ImportFile) -> bool:
    """Throw an import away that has not begun; nothing of its rows is kept."""
    waiting = ImportFile.objects.filter(pk=file.pk, state__in=(State.MAPPING, State.CHECKED))
    if not waiting.update(state=State.DROPPED):
        return False
    file.rows.all().delete()
    return True


def sweep(now: datetime) -> int:
    """Take one batch of the oldest import that runs; how many rows were done."""
    file = _claim()
    if file is None:
        return 0
    by = Actor.of(file.membership)
    batch = list(file.rows.filter(state=RowState.GOOD)[:BATCH])
    done = sum(_submit(file, row, by=by) for row in batch)
    mine = ImportFile.objects.filter(pk=file.pk, lease=file.lease)
    is_last = len(batch) < BATCH
    mine.update(
        rows_done=file.rows.filter(state=RowState.DONE).count(),
        rows_wrong=file.rows.filter(state=RowState.WRONG).count(),
        lease="",
        lease_until=None,
        **({"state": State.DONE, "finished_at": clock.now()} if is_last else {}),
    )
    if is_last:  # what was wrong names people, too: the list of errors needs the line alone
        file.rows.exclude(sealed="").update(sealed="")
    return done + 1


def _claim() -> ImportFile | None:
    moment = clock.now()
    is_free = Q(lease_until=None) | Q(lease_until__lt=moment)
    waiting = ImportFile.objects.filter(is_free, state=State.RUNNING)
    near = ("membership__user", "membership__organization", "institution")
    file = waiting.select_related(*near).order_by("pk").first()
    if file is None:
        return None
    lease, until = secrets.token_hex(16), moment + LEASE
    taken = waiting.filter(pk=file.pk).update(lease=lease, lease_until=until)
    file.lease = lease
    return file if taken else None


def _submit(file: ImportFile, row: ImportRow, *, by: Actor) -> bool:
    """One row, once: after a crash between the two writes the key finds the complaint again."""
    mine = ImportRow.objects.filter(pk=row.pk, state=RowState.GOOD)
    if row.key is None:
        return False
    found = _read(file, _cells(row), row.key)
    if found.submission is None:
        mine.update(state=RowState.WRONG, reasons=found.reasons)
        return False
    try:
        receipt = services.submit(found.submission, by=by)
    except MoveRefused as refusal:
        mine.update(state=RowState.WRONG, reasons=[str(refusal)])
        return False
    return bool(mine.update(state=RowState.DONE, number=receipt.number, sealed=""))


def _read(file: ImportFile, cells: list[str], key: UUID) -> rows.Read:
    return rows.read(
        cells,
        file.mapped,
        key=key,
        institution=file.institution,
        may_contact=file.may_contact,
    )


def _key(file: ImportFile, cells: list[str], seen: Counter[str]) -> UUID:
    place = file.mapped.get("own_number")
    number = cells[place] if place is not None and place < len(cells) else ""
    same = number or "\x1f".join(cells)
    seen[same] += 1
    owner = file.institution_id or file.organization_id
    return rows.row_key(cells, number, seen[same], institution=owner)


def _name_the_twice(file: ImportFile, changed: list[ImportRow]) -> None:
    """A number of the old list that stands twice: the second row would vanish without a word."""
    first: dict[UUID, int] = {}
    for row in changed:
        if row.key is None:
            continue
        if row.key in first:
            words = _("Its number stands in row %(line)s already.") % {"line": first[row.key]}
            row.state, row.reasons = RowState.WRONG, [*row.reasons, words]
        first.setdefault(row.key, row.line)


def _known(keys: list[UUID]) -> set[UUID]:
    found: set[UUID] = set()
    every = Complaint.objects.visible_to(Actor.system())
    for begin in range(0, len(keys), 500):
        some = every.filter(idempotency_key__in=keys[begin : begin + 500])
        found |= set(some.values_list("idempotency_key", flat=True))
    return found


def _remembered(organization_id: int) -> dict[str, str]:
    found: dict[str, str] = {}
    earlier = ImportFile.objects.filter(organization=organization_id)
    for one in reversed(list(earlier.values_list("remembered", flat=True)[:REMEMBERED])):
        found |= one
    return found


def _sealed(cells: reading.Row) -> str:
    return vault.seal_text(json.dumps(cells, ensure_ascii=False))


def _cells(row: ImportRow) -> list[str]:
    return list(json.loads(vault.open_text(row.sealed))) if row.sealed else []
