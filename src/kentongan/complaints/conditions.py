"""The conditions that lines of the workflow table name: each says yes, or why not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from kentongan.common import clock
from kentongan.common.statements import Prepared
from kentongan.complaints import plans, points
from kentongan.complaints.choices import Clock, Status
from kentongan.complaints.models import Answer, ClockRun, Complaint, Disposition
from kentongan.deadlines import rulebook
from kentongan.organizations.actor import Actor
from kentongan.organizations.directory import local_day
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role

_DISPOSITIONS = Prepared(lambda *, complaint: Disposition.objects.filter(complaint=complaint))
_ANSWERS = Prepared(lambda *, complaint: Answer.objects.filter(complaint=complaint))
_CLOCKS = Prepared(lambda *, complaint: ClockRun.objects.filter(complaint=complaint))
PROMISING = ("schedule", "approve_promise")
Condition = Callable[[Complaint, Actor], bool]
BRAKE = 2  # hand-backs after which the desk above decides


def _leads(complaint: Complaint, actor: Actor) -> bool:
    """The desk, or an officer of the leading unit or of an office above it."""
    if not actor.is_of_unit:
        return True
    if complaint.unit_id == actor.organization_id:
        return True
    unit: Organization | None = complaint.unit
    return unit is not None and unit.path.startswith(actor.path)


def _own_dispositions(complaint: Complaint, actor: Actor) -> list[Disposition]:
    """What the actor's office has now."""
    every = _read(complaint, "dispositions", _DISPOSITIONS)
    here = [one for one in every if one.unit_id == actor.organization_id]
    return [one for one in here if one.ended_at is None]


def _read(complaint: Complaint, name: str, rows: Prepared[Any]) -> Any:
    """Related rows; where a page has read them already they cost nothing more."""
    before = getattr(complaint, "_prefetched_objects_cache", {}).get(name)
    return rows.rows(complaint=complaint.pk) if before is None else before


def _contributes(complaint: Complaint, actor: Actor) -> bool:
    return any(
        one.part == Disposition.Part.CONTRIBUTING and one.finished_at is None
        for one in _own_dispositions(complaint, actor)
    )


def _works_on(complaint: Complaint, actor: Actor) -> bool:
    """The desk, the leading unit with those above it, or a unit that contributes."""
    return _leads(complaint, actor) or bool(_own_dispositions(complaint, actor))


def _unopened(complaint: Complaint, actor: Actor) -> bool:
    return any(one.opened_at is None for one in _own_dispositions(complaint, actor))


def _nobody_opened(complaint: Complaint, actor: Actor) -> bool:
    """No unit that it was handed to has looked at it yet."""
    every = _read(complaint, "dispositions", _DISPOSITIONS)
    return all(one.opened_at is None for one in every if one.ended_at is None)


def _just_forwarded(complaint: Complaint, actor: Actor) -> bool:
    """Forwarding it was the last thing that happened to it."""
    events = list(complaint.events.all())
    return bool(events) and events[-1].action == "forward"


def _not_the_author(complaint: Complaint, actor: Actor) -> bool:
    answers = _read(complaint, "answers", _ANSWERS)
    submitted = [one for one in answers if one.state == Answer.State.SUBMITTED]
    return all(one.author_id != actor.user_id for one in submitted)


def _objected(complaint: Complaint, actor: Actor) -> bool:
    """An objection waits for the desk: in these statuses nothing else is to be decided."""
    if complaint.status not in (Status.ANSWERED, Status.CLOSED):
        return False
    runs = _read(complaint, "clocks", _CLOCKS)
    return any(run.clock == Clock.DECISION and run.stopped_at is None for run in runs)


def _arbitrates(complaint: Complaint, actor: Actor) -> bool:
    if complaint.arbiter_id is None:
        return actor.role in (Role.INSTITUTION_ADMIN, Role.LEADER)
    return complaint.arbiter_id == actor.user_id


def _asked(complaint: Complaint, actor: Actor) -> bool:
    """The office that waits for the reporter: where the complaint stood when it was asked."""
    if complaint.resume_status in (Status.RECEIVED, Status.RETURNED):
        return actor.role == Role.NATIONAL_ADMIN
    if complaint.resume_status in (Status.FORWARDED, Status.DECLINED):
        return actor.role == Role.INSTITUTION_ADMIN
    return actor.is_of_unit and _leads(complaint, actor)


# After a decision only these are reasons to hand a complaint back: somebody saw or said something new.
NEW_FACTS = frozenset(
    {
        *("add", "complete", "reply", "contest", "reopen"),
        *("contribute", "report_task", "answer_outside"),
    }
)


def _not_decided(complaint: Complaint, actor: Actor) -> bool:
    """No decision binds the office that has it, or new facts have come in since."""
    if complaint.bounce_count == 0:
        return True
    steps = sorted(complaint.events.all(), key=lambda one: one.sequence)
    places = [at for at, one in enumerate(steps) if one.action in ("decide", "decide_authority")]
    if not places or any(one.action in NEW_FACTS for one in steps[places[-1] :]):
        return True
    decided = steps[places[-1]].facts
    if "unit_id" in decided:
        return bool(decided["unit_id"] != complaint.unit_id)
    return bool(decided.get("institution_id") != complaint.institution_id)


def _master_answered(complaint: Complaint, actor: Actor) -> bool:
    """The joint complaint has an answer that its reporters may still contest."""
    master = complaint.master
    if master is None or master.unit_id is None:
        return False
    if master.status == Status.CLOSED:
        return _within_30_days(master, actor)
    return master.status == Status.ANSWERED


def _second_person(complaint: Complaint, actor: Actor) -> bool:
    return complaint.archive_proposed_by_id != actor.user_id


def _within_30_days(complaint: Complaint, actor: Actor) -> bool:
    return clock.now() <= complaint.status_since + timedelta(days=30)


def _after_60_days(complaint: Complaint, actor: Actor) -> bool:
    return clock.now() >= complaint.submitted_at + timedelta(days=60)


def _promise_is_due(complaint: Complaint, actor: Actor) -> bool:
    return complaint.promised_on is not None and clock.today() >= complaint.promised_on


def _may_postpone(complaint: Complaint, actor: Actor) -> bool:
    """Postponements since the promise was made; `all()` asks nothing more where a page read them."""
    steps = sorted(complaint.events.all(), key=lambda one: one.sequence)
    places = [place for place, one in enumerate(steps) if one.action in PROMISING]
    if not places:
        return True
    body = complaint.institution
    most = rulebook.current().most_postponements(
        classification=complaint.classification,
        institution_id=complaint.institution_id,
        promised=local_day(steps[places[-1]].at, body),
        today=local_day(clock.now(), body),
    )
    done = sum(one.action == "postpone" for one in steps[places[-1] :])
    return most is None or done < most


CONDITIONS: dict[str, tuple[Condition, object]] = {
    "no_institution": (
        lambda c, a: c.institution_id is None,
        _("An institution already has this complaint."),
    ),
    "has_institution": (
        lambda c, a: c.institution_id is not None,
        _("No institution has this complaint yet."),
    ),
    "has_unit": (
        lambda c, a: c.unit_id is not None,
        _("No unit has worked on this complaint."),
    ),
    "no_unit": (
        lambda c, a: c.unit_id is None,
        _("A unit has worked on this complaint."),
    ),
    "another_unit": (
        lambda c, a: True,  # which unit is a fact of the step; the service compares it
        _("That unit already has this complaint."),
    ),
    "handed_over": (
        lambda c, a: c.external_body_id is not None,
        _("It has not been handed to an outside body."),
    ),
    "published": (lambda c, a: c.published_at is not None, _("It is not published.")),
    "publishable": (
        lambda c, a: c.published_at is None and not c.is_secret,
        _("It is published already, or its content is secret."),
    ),
    "leads": (_leads, _("Another unit leads this complaint.")),
    "works_on": (_works_on, _("Your office does not work on this complaint.")),
    "contributes": (_contributes, _("Your office has no open contribution to it.")),
    "unopened": (_unopened, _("Your office has opened it already.")),
    "nobody_opened": (_nobody_opened, _("The unit has opened it already.")),
    "just_forwarded": (_just_forwarded, _("The institution has acted on it already.")),
    "has_handler": (lambda c, a: c.handler_id is not None, _("Nobody in particular works on it.")),
    "first_bounce": (
        lambda c, a: c.bounce_count == 0,
        _("It was declined before: an arbiter decides now."),
    ),
    "bounced_before": (lambda c, a: c.bounce_count > 0, _("It was not declined before.")),
    "not_decided": (
        _not_decided,
        _("It was decided that this is your task. Only new facts on record change that."),
    ),
    "bounced_twice": (
        lambda c, a: c.bounce_count >= BRAKE,
        _("It was not handed back twice: forward it."),
    ),
    "not_bounced_twice": (
        lambda c, a: c.bounce_count < BRAKE,
        _("It was handed back twice: decide, and name the rule."),
    ),
    "asked": (_asked, _("Only the office that asked may go on without the answer.")),
    "master_answered": (
        _master_answered,
        _("The joint report has no answer that can be contested now."),
    ),
    "arbitrates": (_arbitrates, _("Another person was named to decide this dispute.")),
    "not_the_author": (
        _not_the_author,
        _("You wrote this draft. Somebody else must approve it."),
    ),
    "objected": (_objected, _("No objection of the reporter waits for a decision.")),
    "not_objected": (
        lambda c, a: not _objected(c, a),
        _("You have objected already. The desk decides on it."),
    ),
    "within_30_days": (_within_30_days, _("More than 30 days have passed.")),
    "first_reopening": (
        lambda c, a: c.reopen_count == 0,
        _("You have reopened it once. Object to it: the desk decides whether it is opened again."),
    ),
    "each_point_answered": (
        lambda c, a: not points.unanswered(c),
        _("A point that was asked has no outcome yet. It is answered first."),
    ),
    "planned": (
        lambda c, a: plans.of(c) is not None,
        _("No answer waits for its time."),
    ),
    "not_planned": (
        lambda c, a: plans.of(c) is None,
        _("The answer is approved already and waits for its time."),
    ),
    "promise_is_due": (_promise_is_due, _("The promised day has not come yet.")),
    "may_postpone": (
        _may_postpone,
        _("This promise was postponed as often as the rules allow. Answer, or let the work go on."),
    ),
    "proposed": (
        lambda c, a: c.archive_proposed_by_id is not None,
        _("Nobody has proposed to archive it."),
    ),
    "not_proposed": (
        lambda c, a: c.archive_proposed_by_id is None,
        _("Archiving is proposed already; a second person must check it."),
    ),
    "second_person": (
        _second_person,
        _("You proposed this. A second person must check it."),
    ),
    "after_60_days": (_after_60_days, _("This is possible 60 days after it was filed.")),
    "consented": (
        lambda c, a: c.has_referral_consent,
        _("The reporter has not consented to the Ombudsman."),
    ),
    "no_consent_yet": (lambda c, a: not c.has_referral_consent, _("You have consented already.")),
}
