"""The only place that writes the audit log, and the one that proves that nobody rewrote it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, Subquery
from django.utils.translation import gettext as _

from kentongan.audit.chain import GENESIS, link
from kentongan.audit.models import Entry, Head
from kentongan.common import clock


class ChainBusyError(RuntimeError):
    """Another writer moved the head although this one held it: the database keeps no order."""


class ChangedMeanwhile(Exception):
    """Somebody else changed this subject after it was read: the text says who, when and what."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(entry.action)
        self.entry = entry


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where the log does not add up."""

    sequence: int
    subject: str
    why: str


@transaction.atomic
def record(
    action: str,
    *,
    actor_id: int | None,
    actor_label: str,
    subject: str,
    detail: Mapping[str, str] | None = None,
) -> Entry:
    """Append one entry in the caller's transaction: it stays if and only if the deed stays."""
    # PostgreSQL lets writers queue for this row until the commit; on SQLite every transaction is
    # IMMEDIATE, so there is one writer anyway. Keep it late and short in a transaction.
    head, _made = Head.objects.select_for_update().get_or_create(pk=1)
    entry = Entry(
        sequence=head.sequence + 1,
        at=clock.now(),
        actor_id=actor_id,
        actor_label=actor_label[:200],
        action=action,
        subject=subject,
        detail={key: str(value) for key, value in (detail or {}).items()},
        previous_hash=head.hash,
    )
    entry.hash = link(entry.previous_hash, entry.facts())
    moved = Head.objects.filter(pk=1, sequence=head.sequence).update(
        sequence=entry.sequence, hash=entry.hash
    )
    if not moved:
        raise ChainBusyError("The head of the audit log moved under this writer.")
    entry.save(force_insert=True)
    return entry


def state_of(subject: str) -> int:
    """The number of the last entry about a subject: a page carries it to tell what it has read."""
    return Entry.objects.filter(subject=subject).aggregate(last=Max("sequence"))["last"] or 0


def check_unchanged(subject: str, *, seen: int) -> None:
    """Raise when a subject was changed after `seen`. Call it first in the transaction of a change.

    It takes the lock that `record` takes, so that two who change at the same moment queue here.
    """
    Head.objects.select_for_update().get_or_create(pk=1)
    later = Entry.objects.filter(subject=subject, sequence__gt=seen)
    if entry := later.order_by("-sequence").first():
        raise ChangedMeanwhile(entry)


def verify() -> list[Fault]:
    """Walk the whole log; the first fault names the first broken entry and what is wrong with it.

    What was written while this runs may be left out. Nobody waits for it.
    """
    head = Head.objects.filter(pk=1).first()
    if head is None:
        orphan = Entry.objects.order_by("sequence").first()
        return [] if orphan is None else [_fault(orphan, _("The mark of the last entry is gone."))]
    faults: list[Fault] = []
    after, follows = 0, GENESIS
    entries = Entry.objects.filter(sequence__lte=head.sequence).order_by("sequence")
    for entry in entries.iterator(chunk_size=2000):
        if why := _wrong(entry, after=after, follows=follows):
            faults.append(_fault(entry, why))
        after, follows = entry.sequence, entry.hash
    if after < head.sequence:
        why = _("The log ends early: entries %(first)s to %(last)s are missing.")
        gone = {"first": after + 1, "last": head.sequence}
        faults.append(Fault(after + 1, "", why % gone))
    elif follows != head.hash:
        faults.append(Fault(after, "", _("The last entry is not the one that was written last.")))
    # One statement, so that an entry of this very moment is not mistaken for a forged one.
    beyond = Entry.objects.filter(sequence__gt=Subquery(Head.objects.values("sequence")[:1]))
    faults += [_fault(entry, _("It was added without the log.")) for entry in beyond[:10]]
    return faults


def _fault(entry: Entry, why: str) -> Fault:
    return Fault(entry.sequence, entry.subject, why)


def _wrong(entry: Entry, *, after: int, follows: str) -> str:
    if entry.sequence != after + 1:
        return _("Entries %(first)s to %(last)s before it are missing.") % {
            "first": after + 1,
            "last": entry.sequence - 1,
        }
    if entry.previous_hash != follows:
        return _("It does not follow the entry before it: one of them was moved or replaced.")
    if link(entry.previous_hash, entry.facts()) != entry.hash:
        return _("It was changed after it was written.")
    return ""
