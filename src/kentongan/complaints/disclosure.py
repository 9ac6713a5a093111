"""The only place that says whose words a reporter reads, and whose anybody reads.

The audience of a step says who may know that it happened. Its text is another matter: what a desk
writes to a unit when it dispatches is for that unit, though everybody may know of the dispatch.
"""

from django.db.models import QuerySet

from kentongan.complaints import masking
from kentongan.complaints.choices import AnswerKind, Status
from kentongan.complaints.masking import Verdicts
from kentongan.complaints.models import Attachment, Complaint, Event, Mask

# What an office wrote to be published.
TO_ALL = frozenset(
    {
        *("tell", "approve", "approve_promise", "answer", "schedule", "postpone", "close_external"),
        *("case_news", "case_ended"),
    }
)
# What an office wrote to the reporter, and what the reporter wrote.
TO_REPORTER = TO_ALL | {
    *("list_points", "ask", "return_to_national", "hand_over", "archive", "close"),
    *("complete", "add", "reply", "contest", "object_to", "appeal", "withdraw", "rate"),
    *("refuse_objection", "hide"),
}


def events_for_reporter(complaint: Complaint) -> QuerySet[Event]:
    """What the reporter may know of, oldest first."""
    return complaint.events.exclude(audience=Event.Audience.OFFICERS)


def answers_of_master(complaint: Complaint) -> QuerySet[Event]:
    """What offices wrote to everybody about the complaint that this one was merged into.

    Its reporter is told of each answer there and must find it; of the other reporter nothing.
    """
    if complaint.status != Status.MERGED:
        return Event.objects.none()
    written = events_for_all(complaint.master) if complaint.master else Event.objects.none()
    return written.filter(action__in=TO_ALL)


def events_for_all(complaint: Complaint) -> QuerySet[Event]:
    """What anybody may know of, once the complaint is published."""
    return complaint.events.filter(audience=Event.Audience.PUBLIC)


def text_for_reporter(event: Event) -> str:
    """The words of `event`, of the reporter's own complaint, as the reporter may read them."""
    is_own = event.action == "reopen" and event.actor_organization_id is None
    return event.text if is_own or event.action in TO_REPORTER else ""


def verdicts_on(complaint: Complaint) -> Verdicts:
    """What officers decided to cover or to leave; asked once, where a page has read the rows."""
    rows = list(complaint.masks.all())
    return Verdicts(
        covered=frozenset(one.words for one in rows if one.verdict == Mask.Verdict.COVER),
        shown=frozenset(one.words for one in rows if one.verdict == Mask.Verdict.SHOW),
    )


def text_for_all(event: Event, verdicts: Verdicts) -> str:
    """The words of `event` as anybody may read them: an answer may name people, too."""
    return masking.masked(event.text, verdicts) if event.action in TO_ALL else ""


def kind_of(event: Event) -> str:
    """What kind of answer an event is: only `substantive` is the one that is owed."""
    if event.action == "schedule":
        return AnswerKind.PROMISE.value
    kind = str(event.facts.get("kind", ""))
    is_answer = event.action in ("tell", "approve", "approve_promise", "answer")
    return kind if is_answer and kind in AnswerKind.values else ""


def spaced_name(one: Attachment) -> str:
    """The name of a file without its ending, with spaces between its words: as the masking reads it."""
    stem = one.name.rpartition(".")[0] or one.name
    return stem.replace("_", " ").replace("-", " ")


def file_name_for_all(one: Attachment, verdicts: Verdicts) -> str:
    """A file name may tell who somebody is, written with dashes for spaces."""
    spaced = spaced_name(one)
    hidden = masking.masked(spaced, verdicts)
    if hidden == spaced:
        return one.name
    _stem, dot, ending = one.name.rpartition(".")
    return f"{hidden}{dot}{ending}"


def stored_for_all(one: Attachment, *, small: bool) -> str:
    """The storage name of what anybody may see of a picture: the covered copy, where there is one."""
    cover = getattr(one, "cover", None)
    if cover is not None:
        return str(cover.thumbnail if small else cover.file)
    return one.thumbnail if small and one.thumbnail else one.cleaned
