"""What the texts of messages may say: variables, what is required by law, what wakes people up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kentongan.complaints.notices import NOTICES, variant_of
from kentongan.complaints.templatetags import complaint_messages as write
from kentongan.complaints.words import ACTION_LABELS
from kentongan.deadlines.ladder_models import Rung
from kentongan.notifications.wordings import Variable

FOLDER = "complaints/messages/"


def _always(to_words: Callable[[str], str]) -> Callable[[str, bool], str]:
    return lambda value, is_sms: to_words(value)


def _day(value: str, is_sms: bool) -> str:
    return write.short_day(value) if is_sms else write.day(value)


def _plain(value: str, is_sms: bool) -> str:
    return value


_ALL = (
    Variable("number", "number", "9K47TX2B", _always(write.shown)),
    Variable("link", "number", "9K47TX2B", _always(write.tracking_link), ("tracking_link",)),
    Variable("desk_link", "number", "9K47TX2B", _always(write.desk_link), ("desk_link",)),
    Variable("tasks_link", "number", "9K47TX2B", _always(write.tasks_link), ("tasks_link",)),
    Variable("submitted", "submitted_at", "2026-11-02T02:00:00+00:00", _day),
    Variable("due", "due_at", "2026-12-04T09:00:00+00:00", _day),
    Variable("legal", "legal_at", "2027-01-04T16:59:59+00:00", _day),
    Variable("promised", "promised_on", "2026-12-18", _day),
    Variable("unit", "unit", "Dinas Pekerjaan Umum dan Tata Ruang", _plain),
    Variable("body", "body", "PT PLN (Persero)", _plain),
    Variable("master", "master", "7TJ9RCHC", _always(write.shown)),
    Variable("reason", "reason_code", "unclear", _always(write.archive_reason)),
    Variable("what", "clock", "answer", _always(write.clock_label)),
    Variable("hidden", "hide_code", "personal", _always(write.hide_reason), ("hide_reason",)),
)
VARIABLES = {one.name: one for one in _ALL}

# UU 25/2009 art. 42-50 and steps 2 to 7 of the SOP: who must be told is told.
REQUIRED = frozenset(
    {
        *("received", "dispatched", "returned", "handed_over", "asked", "asked_last", "lapsed"),
        *("answered", "closed", "closed_automatically", "closed_external", "archived", "referred"),
        *("scheduled", "postponed", "promise_broken", "merged", "offer_ombudsman"),
        *("unit_dispatched", "desk_forwarded", "desk_answered", "desk_returned", "desk_disputed"),
    }
)
URGENT = frozenset({"rung_urgent"})

AUDIENCES = {
    "reporter": _("Reporter"),
    "own_reporter": _("Reporter of this report alone"),
    "followers": _("Reporters of what was merged into it"),
    "liaisons": _("Liaison officers of the unit"),
    "signers": _("Liaison officers and head of the unit"),
    "institution": _("District desk"),
    "receiving_desk": _("District desk to which it was sent directly"),
    "national": _("National desk"),
    "holder": _("Whoever has it"),
    "author": _("Author of the draft"),
    "handler": _("The colleague who has it"),
    "arbiter": _("Arbiter"),
    "added_unit": _("Contributing unit"),
    "contributors": _("Contributing units"),
    "mentioned": _("Whoever is called by name"),
    "assignee": _("Whoever goes to the spot"),
    "receiver": _("Whoever takes over the work"),
    "asker": _("Whoever asked the outside body"),
    "case_owner": _("Owner of the case of many reports"),
}


@dataclass(frozen=True, slots=True)
class Topic:
    """One text that can be changed: when it is sent, and to whom."""

    code: str
    events: tuple[str, ...]
    audiences: tuple[str, ...]
    # (word, label) of each event with its audience: a text may be meant for one of them alone.
    variants: tuple[tuple[str, str], ...] = ()

    @property
    def template(self) -> str:
        return f"{FOLDER}{self.code}"

    @property
    def is_required(self) -> bool:
        return self.code in REQUIRED or self.code in URGENT


def topics() -> list[Topic]:
    """Every text of steps and of the ladder, in the order of their tables."""
    found: dict[str, tuple[list[str], list[str], dict[str, str]]] = {}
    for notice in NOTICES:
        events, audiences, variants = found.setdefault(notice.template, ([], [], {}))
        event, audience = str(ACTION_LABELS[notice.action]), str(AUDIENCES[notice.audience])
        events.append(event)
        audiences.append(audience)
        variants[variant_of(notice)] = f"{event}: {audience}"
    for rung in Rung.objects.exclude(template="").order_by("clock", "level"):
        events, audiences, variants = found.setdefault(rung.template, ([], [], {}))
        named = _named(rung.audiences.split(","))
        events.append(rung.name)
        audiences += named
        variants[rung.code] = f"{rung.name}: {', '.join(named)}"
    return [
        Topic(
            code,
            tuple(dict.fromkeys(events)),
            tuple(dict.fromkeys(audiences)),
            tuple(variants.items()) if len(variants) > 1 else (),
        )
        for code, (events, audiences, variants) in found.items()
    ] + _pushed()


def _pushed() -> list[Topic]:
    """The few words on a locked screen, the same whatever the news."""
    return [
        Topic("push_reporter", (str(_("Any news, on the device")),), (str(AUDIENCES["reporter"]),)),
        Topic("push_office", (str(_("Any news, on the device")),), (str(AUDIENCES["holder"]),)),
    ]


def topic(code: str) -> Topic | None:
    return next((one for one in topics() if one.code == code), None)


def _named(codes: Iterable[str]) -> list[str]:
    from kentongan.organizations.roles import Role

    labels = {"arbiter": AUDIENCES["arbiter"]}
    return [str(labels.get(code) or Role(code).label) for code in codes if code]
