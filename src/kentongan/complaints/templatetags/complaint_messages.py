"""Filters for the texts in templates/complaints/messages: dates in words, numbers, links."""

from datetime import date, datetime

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from kentongan.common import ids
from kentongan.complaints import links
from kentongan.complaints.choices import ArchiveReason, Clock, HideReason, Status

register = template.Library()


def is_variable(text: str) -> bool:
    """`{due}`: the text is shown to whoever edits it (complaints/wording.py), not sent."""
    return text.startswith("{")


@register.filter
def day(text: str) -> str:
    """An ISO date or moment as `4 Desember 2026`, in the time zone of the site."""
    if not text or is_variable(text):
        return text
    if "T" in text:
        return date_format(timezone.localtime(datetime.fromisoformat(text)), "DATE_FORMAT")
    return date_format(date.fromisoformat(text), "DATE_FORMAT")


@register.filter
def short_day(text: str) -> str:
    """An ISO date or moment as `04/12`, for SMS."""
    if not text or is_variable(text):
        return text
    if "T" in text:
        return timezone.localtime(datetime.fromisoformat(text)).strftime("%d/%m")
    return date.fromisoformat(text).strftime("%d/%m")


@register.filter
def shown(number: str) -> str:
    """`LP-9K47-TX2B`."""
    return number if is_variable(number) else ids.shown(number)


@register.filter
def tracking_link(number: str) -> str:
    """The reporter's way back; made when the text is sent, never stored in the outbox."""
    return "{link}" if is_variable(number) else links.tracking_url(number)


@register.simple_tag(takes_context=True)
def way_back(context: Context) -> str:
    """The link of an SMS; or what was written for a number to which no link may go."""
    return str(context.get("own_link") or tracking_link(context["number"]))


@register.filter
def brief(name: str, letters: int) -> str:
    """The name of an office as long as an SMS has room for."""
    if is_variable(name) or len(name) <= letters:
        return name
    return f"{name[: letters - 3].rstrip(' ,')}..."


@register.filter
def desk_link(number: str) -> str:
    """The officers' page."""
    if is_variable(number):
        return "{desk_link}"
    return f"{settings.PUBLIC_URL}/meja/{ids.shown(number)}/"


@register.filter
def tasks_link(number: str) -> str:
    """The telephone page of a field officer."""
    return "{tasks_link}" if is_variable(number) else f"{settings.PUBLIC_URL}/meja/tugas/"


@register.filter
def archive_reason(code: str) -> str:
    """The reason code in words."""
    return code if is_variable(code) else str(ArchiveReason(code).label)


@register.filter
def clock_label(code: str) -> str:
    """What is being timed, in words."""
    return str(Clock(code).label) if code in Clock.values else code


@register.filter
def hide_reason(code: str) -> str:
    """Why it was taken off the public list."""
    return str(HideReason(code).label) if code in HideReason.values else code


@register.filter
def status_label(code: str) -> str:
    """Where it stands, in one word."""
    return str(Status(code).label) if code in Status.values else code


@register.filter
def public_link(number: str) -> str:
    """The page that anybody may read."""
    return f"{settings.PUBLIC_URL}{reverse('portal:published', args=[ids.shown(number)])}"


@register.filter
def follow_link(key: str) -> str:
    """Where a follower confirms or stops; the key is known to that address alone."""
    return f"{settings.PUBLIC_URL}{reverse('portal:following', args=[key])}"
