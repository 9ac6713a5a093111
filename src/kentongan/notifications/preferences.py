"""Whether a message goes out now, later, in the daily letter or not: the wish of its recipient.

Asked when a message is sent, not when it is written: a step waits for nobody's preferences, and
who changes them changes what still waits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum, auto
from functools import cache
from typing import cast

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from kentongan.notifications.models import Message, Preference

LETTER_AT = time(7)
ALWAYS = frozenset({"account", "digest"})  # links that set a password; the daily letter itself


class Choice(StrEnum):
    SEND = auto()
    LATER = auto()
    FOLD = auto()
    DROP = auto()


@dataclass(frozen=True, slots=True)
class Decision:
    choice: Choice
    at: datetime | None = None


SEND = Decision(Choice.SEND)


@cache
def mandatory() -> frozenset[str]:
    """Purposes that the law or the procedure requires: nobody can switch them off."""
    return cast(frozenset[str], import_string(settings.MESSAGES_REQUIRED))


@cache
def urgent() -> frozenset[str]:
    """Purposes that wake people up."""
    return cast(frozenset[str], import_string(settings.MESSAGES_URGENT))


def decide(message: Message, wish: Preference | None, *, now: datetime) -> Decision:
    """What to do with a message that is due."""
    if wish is None or message.purpose in ALWAYS or message.purpose in urgent():
        return SEND
    if message.purpose not in mandatory():
        if message.transport == Message.Transport.SMS and not wish.sms:
            return Decision(Choice.DROP)
        if message.transport == Message.Transport.EMAIL and wish.email == Preference.Email.DAILY:
            return Decision(Choice.FOLD, next_letter(now))
    return _quiet(wish, now=now)


def of_all(messages: Iterable[Message]) -> dict[int | None, Preference]:
    """The wishes of all recipients with an account who said any, in one query."""
    users = {message.user_id for message in messages if message.user_id is not None}
    if not users:
        return {}
    return {row.user_id: row for row in Preference.objects.filter(pk__in=users)}


def hook_of(user_id: int | None) -> str:
    """The address of a person's webhook; empty when there is none any more."""
    rows = Preference.objects.filter(pk=user_id).values_list("hook_url", flat=True)
    return rows.first() or ""


def next_letter(now: datetime) -> datetime:
    """The next morning at which daily letters go out."""
    local = timezone.localtime(now)
    at = local.replace(hour=LETTER_AT.hour, minute=0, second=0, microsecond=0)
    return at if at > local else at + timedelta(1)


def _quiet(wish: Preference, *, now: datetime) -> Decision:
    begin, end = wish.quiet_from, wish.quiet_to
    if begin is None or end is None or begin == end:
        return SEND
    local = timezone.localtime(now)
    at = local.time()
    over_midnight = begin > end
    is_quiet = (at >= begin or at < end) if over_midnight else begin <= at < end
    if not is_quiet:
        return SEND
    until = local.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
    return Decision(Choice.LATER, until if until > local else until + timedelta(1))
