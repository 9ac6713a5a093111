"""One step on many complaints, each by its own rules and in a transaction of its own.

A run is known by its key: sent twice, or again after a break, it goes on where it stood and takes no
step a second time. The verbs are those of one complaint; nothing here knows what they do.
"""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kentongan.common import clock
from kentongan.complaints.models import BulkItem, BulkRun, Complaint, Event
from kentongan.complaints.refusals import MoveRefused
from kentongan.organizations.actor import Actor

MOST = 200
Take = Callable[[Complaint], Event]


def each(key: UUID, action: str, numbers: Sequence[str], *, by: Actor, take: Take) -> BulkRun:
    """Let `take` act on each complaint that the actor may see; the run holds what became of each."""
    if len(numbers) > MOST:
        raise MoveRefused(
            _("You chose %(n)s reports. Choose at most %(most)s at once.")
            % {"n": len(numbers), "most": MOST}
        )
    run = _begun(key, action, by)
    done = set(run.items.values_list("number", flat=True))
    for number in dict.fromkeys(numbers):
        if number not in done:
            _one(run, number, by=by, take=take)
    return run


def _begun(key: UUID, action: str, by: Actor) -> BulkRun:
    facts = {"action": action, "user_id": by.user_id, "at": clock.now()}
    run, _is_new = BulkRun.objects.get_or_create(key=key, defaults=facts)
    if run.user_id != by.user_id or run.action != action:
        raise MoveRefused(_("This form has been used already. Choose the reports again."))
    return run


def _one(run: BulkRun, number: str, *, by: Actor, take: Take) -> None:
    try:
        with transaction.atomic():
            # First the line, then the step: whoever sends the same form side by side stops here.
            item = BulkItem.objects.create(run=run, number=number, is_done=True)
            if refusal := _refusal(number, by=by, take=take):
                item.is_done, item.words = False, refusal
                item.save(update_fields=["is_done", "words"])
    except IntegrityError:
        if not run.items.filter(number=number).exists():
            raise


def _refusal(number: str, *, by: Actor, take: Take) -> str:
    rows = Complaint.objects.visible_to(by).filter(number=number)
    found = rows.select_related("institution", "unit", "category", "area").first()
    if found is None:
        return _("This complaint is not with your office.")
    try:
        with transaction.atomic():
            take(found)
    except MoveRefused as refusal:
        return str(refusal)
    return ""
