"""Tell the browsers of a reporter by push, or no more. No step: nobody else learns of it."""

from django.db import transaction

from kentongan.complaints.models import Complaint
from kentongan.notifications import subscriptions
from kentongan.notifications.subscriptions import Browser
from kentongan.organizations.actor import Actor

PUSH = "push"


@transaction.atomic
def follow(complaint: Complaint, *, by: Actor, browser: Browser) -> None:
    """Push news of this report to one more browser. Raises subscriptions.Unfit."""
    mine = Complaint.objects.visible_to(by).get(pk=complaint.pk)
    subscriptions.subscribe(browser, about=mine.pk)
    _reach(mine, by=by, is_pushed=True)


@transaction.atomic
def unfollow(complaint: Complaint, *, by: Actor) -> int:
    """Push to none of the browsers any more; returns how many there were."""
    mine = Complaint.objects.visible_to(by).get(pk=complaint.pk)
    _reach(mine, by=by, is_pushed=False)
    return subscriptions.unsubscribe(about=mine.pk)


def _reach(complaint: Complaint, *, by: Actor, is_pushed: bool) -> None:
    ways = [one for one in complaint.contact_by.split(",") if one and one != PUSH]
    if is_pushed:
        ways.append(PUSH)
    Complaint.objects.visible_to(by).filter(pk=complaint.pk).update(contact_by=",".join(ways))
