"""Publishing, masking and taking down: what the public sees of a complaint, and who decided it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kentongan.common import clock
from kentongan.complaints import covering, disclosure, masking
from kentongan.complaints.choices import HideReason
from kentongan.complaints.models import Attachment, Complaint, Event, Mask, PhotoMask
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.complaints.step import take
from kentongan.organizations.actor import Actor

MOST_WORDS = 200  # letters of one stretch


def publication(complaint: Complaint) -> dict[str, Any]:
    """Columns that publish a verified complaint, if it may be published at all.

    What an officer took down stays down until an officer puts it back.
    """
    if complaint.is_secret or complaint.published_at or complaint.public_text:
        return {}
    return {"published_at": clock.now()} | public_words(complaint)


def public_words(complaint: Complaint) -> dict[str, str]:
    """Title and text as the public reads them, by what officers have decided."""
    verdicts = disclosure.verdicts_on(complaint)
    title = masking.masked(complaint.title, verdicts)[:120]
    return {"public_title": title, "public_text": masking.masked(complaint.text, verdicts)}


def publish(complaint: Complaint, *, by: Actor, title: str = "", text: str = "") -> Event:
    """Put it on the public list (again); `title` and `text` replace what the masking proposes."""
    verdicts = disclosure.verdicts_on(complaint)
    given = {"public_title": title, "public_text": text}
    own = {name: masking.masked(words, verdicts) for name, words in given.items() if words}

    def columns(current: Complaint) -> dict[str, Any]:
        return {"published_at": clock.now()} | public_words(current) | own

    facts = {"again": True} if complaint.public_text else {}
    return take(complaint, "publish", by=by, facts=facts, changes=columns)


def hide(complaint: Complaint, *, by: Actor, hide_reason: HideReason | str, text: str) -> Event:
    """Take it off the public list at once; the reporter reads why, and the public that it is gone."""
    facts = {"hide_reason": str(hide_reason)}
    return take(complaint, "hide", by=by, facts=facts, text=text, changes={"published_at": None})


@transaction.atomic
def mask(
    complaint: Complaint,
    *,
    by: Actor,
    reason: str,
    cover: Mapping[str, str],
    show: Mapping[str, str] | None = None,
) -> Event:
    """Decide which words the public does not read; `cover` and `show` are words → kind.

    The reporter's text stays as it is. What is on the public list changes at once.
    """
    show = show or {}
    too_long = [words for words in (*cover, *show) if len(words) > MOST_WORDS]
    if too_long:
        raise Missing(_("Choose fewer words at a time."), field="words")
    rows = [
        Mask(
            complaint=complaint,
            words=masking.folded(words),
            kind=kind,
            verdict=verdict,
            by_id=by.user_id,
            reason=reason[:300],
            at=clock.now(),
        )
        for verdict, given in ((Mask.Verdict.SHOW, show), (Mask.Verdict.COVER, cover))
        for words, kind in given.items()
        if words.strip()
    ]
    facts: dict[str, object] = {"covered": len(cover), "shown": len(show)}
    if not Complaint.objects.visible_to(by).filter(pk=complaint.pk).exists():
        raise MoveRefused(_("This complaint is not with your office."))
    before = public_words(complaint)
    _keep(complaint, rows)
    changes = _shown_anew(complaint, before) if complaint.public_text else {}
    return take(complaint, "mask", by=by, facts=facts, text=reason, changes=changes)


def _shown_anew(complaint: Complaint, before: Mapping[str, str]) -> dict[str, str]:
    """The public words after a decision; what an officer wrote anew for the public stays."""
    verdicts = disclosure.verdicts_on(complaint)
    made = public_words(complaint)
    for name, words in before.items():
        if getattr(complaint, name) != words:
            made[name] = masking.masked(getattr(complaint, name), verdicts)
    return made


def _keep(complaint: Complaint, rows: Sequence[Mask]) -> None:
    newest = {one.words: one for one in rows}
    Mask.objects.filter(complaint=complaint, words__in=newest).delete()
    Mask.objects.bulk_create(newest.values())
    getattr(complaint, "_prefetched_objects_cache", {}).pop("masks", None)


@transaction.atomic
def cover_photo(
    complaint: Complaint,
    *,
    by: Actor,
    attachment: Attachment,
    boxes: Sequence[covering.Box],
    reason: str,
) -> Event:
    """Burn black boxes into a copy of a picture; without boxes the copy goes and nothing is covered."""
    if attachment.complaint_id != complaint.pk or not attachment.is_image:
        raise MoveRefused(_("Only a picture of this report can be covered."))
    facts: dict[str, object] = {"photo": str(attachment.key), "boxes": len(boxes)}
    with covering.made(attachment, boxes) as (file, thumbnail):
        event = take(complaint, "mask", by=by, facts=facts, text=reason)
        PhotoMask.objects.filter(attachment=attachment).delete()
        if boxes:
            PhotoMask.objects.create(
                attachment=attachment,
                boxes=[one.as_list() for one in boxes],
                file=file,
                thumbnail=thumbnail,
                by_id=by.user_id,
                reason=reason[:300],
                at=event.at,
            )
    return event
