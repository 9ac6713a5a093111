"""Having the same problem as a published complaint: counted once, told if wanted, free to stop.

Nobody learns who follows: not the reporter, no office, no other follower. A follower learns nothing
that is not on the public page.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kentongan.accounts import blind, vault
from kentongan.accounts.vault import PersonalData
from kentongan.common import clock
from kentongan.common.statements import CountOf
from kentongan.complaints.choices import Channel
from kentongan.complaints.models import Complaint, Follower
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.notifications import outbox
from kentongan.notifications.outbox import Outgoing
from kentongan.organizations.actor import Actor

CONSENT = _(
    "Tell me what becomes of this report. My address is kept encrypted, is used for this alone, and is "
    "deleted when I stop."
)
TEMPLATE = "complaints/messages/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Who has this too: only counted, or told by the address given, in the words agreed to."""

    door: Channel
    personal: PersonalData = field(default_factory=PersonalData)
    agrees: bool = False
    user_id: int | None = None
    is_proved: bool = False  # the message came from that very address, or a clerk heard it said
    language: str = ""


def join(complaint: Complaint, *, by: Actor, wish: Wish) -> Follower:
    """Count one more who has this problem. Raises MoveRefused, Missing; a second time changes nothing."""
    shown = Complaint.objects.visible_to(Actor.public()).filter(pk=complaint.pk).first()
    if shown is None:
        raise MoveRefused(_("Only a published report can be followed."))
    ways = vault.transports_of(wish.personal)
    if ways and not wish.agrees:
        raise Missing(str(_("Say that you agree to be told.")), field="agrees")
    if wish.user_id and wish.user_id == shown.reporter_user_id:
        raise MoveRefused(_("This is your own report: you are told of it anyway."))
    mark = _mark(shown, wish)
    known = Follower.objects.filter(complaint=shown, mark=mark).first()
    if known and (known.agreed_at or not ways) and known.stopped_at is None:
        return known
    try:
        return _written(shown, by=by, wish=wish, way=(*ways, "")[0], mark=mark, known=known)
    except IntegrityError:  # the same wish came twice at once
        return Follower.objects.get(complaint=shown, mark=mark)


@transaction.atomic
def _written(
    complaint: Complaint, *, by: Actor, wish: Wish, way: str, mark: str, known: Follower | None
) -> Follower:
    now = clock.now()
    identity = vault.seal(wish.personal) if way else None
    if identity:
        identity.save(force_insert=True)
    is_told_at_once = bool(way) and wish.is_proved
    if not way and wish.user_id:
        way, is_told_at_once = "bell", True
    one = known or Follower(complaint=complaint, mark=mark, door=wish.door, asked_at=now)
    one.identity, one.user_id, one.way = identity, wish.user_id, way
    one.entered_by_id = by.user_id if by.is_officer else None
    one.language = wish.language or get_language() or "id"
    one.wording = str(CONSENT) if way else ""
    one.agreed_at = now if is_told_at_once else None
    if one.stopped_at:
        one.asked_at, one.stopped_at = now, None
    one.told_version = complaint.version
    one.save()
    if way and not is_told_at_once:
        about = (
            f"confirm:{one.asked_at.isoformat()}"  # asked once for a wish, however often it comes
        )
        outbox.queue([_outgoing(one, "follow_confirm", complaint, about=about)])
    return one


def find(key: UUID) -> Follower | None:
    """Whoever holds the link of the message."""
    return Follower.objects.select_related("complaint").filter(key=key).first()


def agree(one: Follower) -> bool:
    """The link of the first message was opened and its button pressed: from now on there is news."""
    rows = Follower.objects.filter(pk=one.pk, agreed_at=None, stopped_at=None).exclude(way="")
    version = Complaint.objects.values_list("version", flat=True).get(pk=one.complaint_id)
    return bool(rows.update(agreed_at=clock.now(), told_version=version))


@transaction.atomic
def stop(one: Follower) -> bool:
    """No more news: the address is deleted, the count stays."""
    rows = Follower.objects.filter(pk=one.pk, stopped_at=None)
    ended = rows.update(stopped_at=clock.now(), identity=None, way="", user=None)
    if one.identity_id:
        vault.forget(one.identity_id)
    return bool(ended)


def stop_all(address: str, *, only: Complaint | None = None) -> int:
    """Stop what is told to this address: by the message that came from it."""
    indexes = blind.all_of(address)
    rows = Follower.objects.filter(stopped_at=None, identity__isnull=False)
    column = "email_index" if "@" in address else "phone_index"
    rows = rows.filter(**{f"identity__{column}__in": indexes})
    if only:
        rows = rows.filter(complaint=only)
    return sum(stop(one) for one in rows)


def count(complaint: Complaint) -> int:
    """How many have this too, beside the reporter and those whose report was merged into it."""
    known: int | None = getattr(complaint, "follower_count", None)
    return Follower.objects.filter(complaint=complaint).count() if known is None else known


def column() -> CountOf:
    """The same as a column `follower_count` of complaints."""
    return CountOf(Follower.objects.filter(complaint=OuterRef("pk")).values("pk"))


def _mark(complaint: Complaint, wish: Wish) -> str:
    data = wish.personal
    address = data.phone or data.email or data.chat
    who = blind.index(address) if address else f"user:{wish.user_id or uuid4()}"
    return salted_hmac(
        "kentongan.follow", f"{complaint.number}:{who}", algorithm="sha256"
    ).hexdigest()


def _outgoing(one: Follower, purpose: str, complaint: Complaint, *, about: str) -> Outgoing:
    params = {"number": complaint.number, "follow_key": str(one.key), "status": complaint.status}
    recipient = {"identity_id": one.identity_id} if one.identity_id else {"user_id": one.user_id}
    # Not `about` the complaint: its officers list what its reporter was told, and nobody else.
    return Outgoing(
        purpose=purpose,
        template=f"{TEMPLATE}{purpose}",
        params=params,
        transport=one.way,
        dedupe=f"follow:{one.pk}:{about}",
        language=one.language,
        **recipient,
    )


# What changes for everybody; words to and from the reporter are nobody else's.
NEWS = frozenset(
    {
        *("dispatch", "redispatch", "decide", "return_to_national", "hand_over", "close_external"),
        *(
            "tell",
            "approve",
            "answer",
            "schedule",
            "postpone",
            "break_promise",
            "contest",
            "reopen",
        ),
        *("confirm", "close_automatically", "close", "refer"),
    }
)


def sweep(now: datetime) -> int:
    """Tell followers what happened since they were told last; called by the worker."""
    behind = Follower.objects.filter(
        agreed_at__isnull=False, stopped_at=None, told_version__lt=F("complaint__version")
    )
    rows = list(behind.select_related("complaint").order_by("complaint", "pk")[:200])
    return sum(_tell(one) for one in rows)


@transaction.atomic
def _tell(one: Follower) -> int:
    complaint = one.complaint
    mine = Follower.objects.filter(pk=one.pk, told_version=one.told_version, stopped_at=None)
    if not mine.update(told_version=complaint.version):
        return 0  # another worker has it
    if not Complaint.objects.visible_to(Actor.public()).filter(pk=complaint.pk).exists():
        return 0
    news = complaint.events.filter(
        sequence__gt=one.told_version, sequence__lte=complaint.version, action__in=NEWS
    )
    last = news.filter(audience="public").order_by("-sequence").first()
    if last is None:
        return 0
    return outbox.queue([_outgoing(one, "followed", complaint, about=str(last.pk))])
