"""The receipt once more, to the address that its reporter left: who asked for it stands in the log."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from kentongan.audit import log
from kentongan.common import clock, words
from kentongan.complaints import notices, sms_ways
from kentongan.complaints.models import Complaint
from kentongan.complaints.refusals import MoveRefused
from kentongan.notifications import outbox
from kentongan.notifications.models import Message
from kentongan.notifications.outbox import Outgoing
from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import RECORDER_ROLES

TEMPLATE = "received"
WAYS = ("sms", "email", "whatsapp", "telegram")
PAUSE = timedelta(minutes=10)
DAY, MOST = timedelta(days=1), 5  # each SMS is paid for, and a telephone is no toy


def ways_of(complaint: Complaint, by: Actor) -> tuple[str, ...]:
    """The ways to which its reporter agreed; none for a role that takes in no reports."""
    if by.role not in RECORDER_ROLES:
        return ()
    return tuple(way for way in WAYS if way in complaint.contact_by.split(","))


@transaction.atomic
def send_receipt(complaint: Complaint, *, by: Actor) -> tuple[str, ...]:
    """Owe the receipt again, by every way that is allowed; raises MoveRefused where there is none.

    The text is that of the first one, without the PIN. A number that was silent for long gets no link
    that opens the report, as with any other message.
    """
    one = Complaint.objects.visible_to(by).filter(pk=complaint.pk).first()
    if one is None:
        raise MoveRefused(_("This complaint is not with your office."))
    if by.role not in RECORDER_ROLES:
        raise MoveRefused(_("Your role sends no receipts."))
    ways = ways_of(one, by)
    if not ways:
        raise MoveRefused(_("The reporter left no address or did not agree to be written to."))
    number = _next_number(one)
    outbox.queue([_owed(one, way, number) for way in ways])
    log.record(
        "receipt.send_again",
        actor_id=by.user_id,
        actor_label=by.label,
        subject=f"complaint:{one.number}",
        detail={"ways": ",".join(ways)},
    )
    return ways


def _next_number(one: Complaint) -> int:
    """Which sending this is; raises MoveRefused when it comes too soon or too often.

    Two at the same moment count alike, and the second writes nothing: the number is in the key.
    """
    now = clock.now()
    told = Message.objects.about(one.pk).filter(purpose=TEMPLATE, transport__in=WAYS)
    at = sorted({one.created_at for one in told.only("created_at")})
    if at and at[-1] > now - PAUSE:
        raise MoveRefused(
            _("A receipt left %(when)s. Wait ten minutes before you send it again.")
            % {"when": words.at(at[-1])}
        )
    if sum(one > now - DAY for one in at) >= MOST:
        raise MoveRefused(_("It was sent often enough today. Print it, or send it tomorrow."))
    return len(at)


def _owed(one: Complaint, way: str, number: int) -> Outgoing:
    begun = one.clocks.filter(started_at=one.submitted_at)
    first = begun.order_by("target_at").first()
    legal = begun.aggregate(nearest=Min("legal_at"))["nearest"]
    params = {
        "number": one.number,
        "submitted_at": one.submitted_at.isoformat(),
        "due_at": first.target_at.isoformat() if first and first.target_at else "",
        "legal_at": legal.isoformat() if legal else "",
        "variant": "submit-own_reporter",
        "institution_id": str(one.institution_id or ""),
    }
    if way in sms_ways.TO_TELEPHONES:
        params |= sms_ways.own_link(one, TEMPLATE, transport=way)
    return Outgoing(
        purpose=TEMPLATE,
        template=notices.text_of(TEMPLATE, way, is_office=False),
        params={name: value for name, value in params.items() if value},
        transport=way,
        about=one.pk,
        reference=one.number,
        dedupe=f"receipt:{one.pk}:{way}:{number}",
        language=one.language,
        **notices.to_reporter(one, way),
    )
