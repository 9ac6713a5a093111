"""Entries of LAPOR! become complaints, each once: by its number, else by its words."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.conf import settings

from kentongan.accounts.vault import PersonalData
from kentongan.complaints import services
from kentongan.complaints.models import Category, Complaint
from kentongan.complaints.services.submit import Submission
from kentongan.lapor.reading import Entry
from kentongan.organizations import gazetteer
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization

SPACE = UUID("0f3b6a52-53c5-5d0c-8a57-7b1e0c9d4e21")
NEAR = timedelta(days=30)  # the same words within it are the same complaint, entered twice


@dataclass(slots=True)
class Outcome:
    """What an import did: new ones, ones known by number, ones joined by their words."""

    new: int = 0
    known: int = 0
    joined: int = 0
    ended: int = 0


def load(
    entries: Sequence[Entry],
    *,
    institution: Organization,
    with_ended: bool = False,
    dry_run: bool = False,
    tick: Callable[[], object] = lambda: None,
) -> Outcome:
    """Submit what is not here yet. Its limits count from the moment at which LAPOR! received it."""
    outcome = Outcome()
    rows = Complaint.objects.visible_to(Actor.system())
    numbers = [one.tracking_id for one in entries]
    known = set(rows.filter(external_id__in=numbers).values_list("external_id", flat=True))
    categories = {one.name_id.lower(): one for one in Category.objects.filter(is_active=True)}
    ours = _without_number(entries, institution)
    for entry in entries:
        if entry.tracking_id in known:
            outcome.known += 1
        elif entry.has_ended and not with_ended:
            outcome.ended += 1
        elif (twin := _twin(entry, ours)) is not None:
            outcome.joined += 1
            if not dry_run:
                rows.filter(pk=twin, external_id="").update(external_id=entry.tracking_id)
        else:
            outcome.new += 1
            if not dry_run:
                _submit(entry, institution, categories.get(entry.category.lower()))
        tick()
    return outcome


def _without_number(
    entries: Sequence[Entry], institution: Organization
) -> dict[str, list[tuple[int, datetime]]]:
    """Complaints that have no number of LAPOR! yet, by their words; read once for all entries."""
    found: dict[str, list[tuple[int, datetime]]] = defaultdict(list)
    if entries:
        near = Complaint.objects.visible_to(Actor.system()).filter(
            institution=institution,
            external_id="",
            submitted_at__gte=min(one.at for one in entries) - NEAR,
            submitted_at__lte=max(one.at for one in entries) + NEAR,
        )
        for pk, text, at in near.values_list("pk", "text", "submitted_at").iterator():
            found[_squeezed(text)].append((pk, at))
    return found


def _twin(entry: Entry, ours: dict[str, list[tuple[int, datetime]]]) -> int | None:
    """A complaint with the same words from about that day; each is the twin of one entry only."""
    alike = ours.get(_squeezed(entry.text), [])
    for one in alike:
        if abs(one[1] - entry.at) <= NEAR:
            alike.remove(one)
            return one[0]
    return None


def _squeezed(text: str) -> str:
    """The letters and digits alone, as a digest: how it is punctuated does not matter."""
    letters = "".join(one for one in text.lower() if one.isalnum())
    return hashlib.sha256(letters.encode()).hexdigest()


def _submit(entry: Entry, institution: Organization, category: Category | None) -> None:
    found = gazetteer.search(entry.place, limit=1) if entry.place else []
    # The server's secret is in it: who knows the number cannot compute the key, and so the PIN.
    secret = hashlib.sha256(f"{settings.SECRET_KEY}{entry.tracking_id}".encode()).hexdigest()
    submission = Submission(
        text=entry.text,
        title=entry.title,
        channel=entry.channel,
        idempotency_key=uuid5(SPACE, secret),
        kind=entry.kind,
        classification=entry.classification,
        category_id=category.pk if category else None,
        area_code=found[0].code if found else None,
        landmark=entry.place[:200],
        institution=institution,
        is_anonymous=entry.is_anonymous,
        is_secret=entry.is_secret or bool(category and category.is_sensitive),
        personal=PersonalData(name=entry.name),
        external_id=entry.tracking_id,
        arrived_at=entry.at,
    )
    services.submit(submission, by=Actor.system())
