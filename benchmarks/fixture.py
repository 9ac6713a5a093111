"""Many complaints quickly, for the size benchmark alone: copies of the demo's rows, no services.

What the product stores goes through `submit`; these rows only have the shape of the real ones. Nine
of ten have ended, as in an office that has worked for some years.
"""

import random
from datetime import timedelta
from uuid import uuid4

BATCH = 500
OPEN_SHARE = 0.1
YEARS = 3


def fill(size: int) -> None:
    """Add complaints with an event and their clocks until there are `size`."""
    from django.db import transaction
    from tqdm import tqdm

    from kentongan.common import clock
    from kentongan.complaints.models import ClockRun, Complaint, Event
    from kentongan.complaints.querysets import ENDED

    patterns = list(Complaint.objects.exclude(status="merged"))
    ended = [one for one in patterns if one.status in ENDED]
    still = [one for one in patterns if one.status not in ENDED]
    clocks: dict[int, list[ClockRun]] = {}
    for run in ClockRun.objects.all():
        clocks.setdefault(run.complaint_id, []).append(run)
    events = {one.complaint_id: one for one in Event.objects.filter(sequence=1)}
    chance, now = random.Random(7), clock.now()
    used = {one.number for one in patterns}
    with tqdm(total=size, initial=len(patterns), unit=" rows", mininterval=1) as bar:
        for _ in range((size - len(patterns)) // BATCH):
            made = []
            for _ in range(BATCH):
                pattern = chance.choice(still if chance.random() < OPEN_SHARE else ended)
                ago = timedelta(days=chance.uniform(0, 365 * YEARS))
                made.append((pattern, _complaint(Complaint, pattern, _number(used), now, ago)))
            with transaction.atomic():
                _write(made, clocks=clocks, events=events)
            bar.update(BATCH)


def _number(used: set[str]) -> str:
    """A free one: of 100,000 random numbers two are the same in one run of six."""
    from kentongan.common import ids

    while (number := ids.new_number()) in used:
        pass
    used.add(number)
    return number


def _complaint(model: type, pattern: object, number: str, now: object, ago: timedelta) -> object:
    facts = {
        field.attname: getattr(pattern, field.attname) for field in model._meta.concrete_fields
    }
    facts |= {"id": None, "number": number, "idempotency_key": uuid4(), "identity_id": None}
    facts |= {"in_agenda": True, "contact_by": ""}
    if not pattern.is_open:
        facts |= {"submitted_at": now - ago, "status_since": now - ago + timedelta(days=9)}
    return model(**facts)


def _write(made: list, *, clocks: dict, events: dict) -> None:
    from kentongan.common.statements import insert

    insert([copy for _pattern, copy in made])
    insert([_of(events[pattern.pk], copy) for pattern, copy in made])
    insert([_of(run, copy) for pattern, copy in made for run in clocks.get(pattern.pk, ())])


def _of(row: object, complaint: object) -> object:
    facts = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}
    return type(row)(**facts | {"id": None, "complaint_id": complaint.pk})
