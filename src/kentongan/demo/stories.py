"""What becomes of each demo complaint: small stories, told through the services of the product.

A story ends in one status. Its steps happen at staggered moments of the past, so that every status,
on time and late, is there on the first screen.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from kentongan.common import clock
from kentongan.complaints import points, services
from kentongan.complaints.choices import AnswerKind, ArchiveReason, ContestReason
from kentongan.complaints.models import Complaint
from kentongan.complaints.points import Said
from kentongan.complaints.services.answers import Substance
from kentongan.demo import texts
from kentongan.demo.cast import Cast, Member
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role


@dataclass(slots=True)
class Telling:
    """One complaint on its way: `then` moves the clock forward, never past the present."""

    complaint: Complaint
    cast: Cast
    offices: dict[str, Organization]
    unit: Organization
    chance: random.Random
    at: datetime
    until: datetime

    @contextmanager
    def then(self, *, hours: float) -> Iterator[None]:
        """The next step happens some `hours` later."""
        self.at = min(self.at + timedelta(hours=hours * self.chance.uniform(0.6, 1.4)), self.until)
        with clock.at(self.at):
            yield

    def holder(self, role: Role) -> Member:
        """Who holds `role` in the unit, else a colleague of the first unit of the cast."""
        return self.cast.holder(role, self.unit.code)

    @property
    def reporter(self) -> Actor:
        return Actor.with_pin(self.complaint.pk)

    def pick(self, choices: tuple[str, ...]) -> str:
        """One of several sentences."""
        return self.chance.choice(choices)


def forwarded(t: Telling) -> None:
    """Admin Pusat has passed it on, or the reporter chose the institution."""
    if t.complaint.institution_id is None:
        with t.then(hours=9):
            services.forward(
                t.complaint,
                by=t.cast.national_admin.actor,
                institution=t.offices["majalengka"],
            )


def classified(t: Telling) -> None:
    """The district desk has it; what needs no change is not classified again."""
    forwarded(t)


def dispatched(t: Telling) -> None:
    classified(t)
    with t.then(hours=14):
        services.dispatch(
            t.complaint,
            by=t.cast.district_admin.actor,
            unit=t.unit,
            note=t.pick(texts.DISPATCH_NOTES),
            points=points.proposed(t.complaint.text),
        )


def in_progress(t: Telling) -> None:
    dispatched(t)
    liaison = t.holder(Role.LIAISON).actor
    with t.then(hours=10):
        services.mark_opened(t.complaint, by=liaison)
        services.accept(t.complaint, by=liaison)


def told(t: Telling) -> None:
    in_progress(t)
    with t.then(hours=20):
        services.tell(
            t.complaint,
            by=t.holder(Role.LIAISON).actor,
            text=t.pick(texts.FIRST_WORDS),
            kind=AnswerKind.FIRST_WORD,
        )


def awaiting_approval(t: Telling) -> None:
    told(t)
    with t.then(hours=40):
        services.draft(
            t.complaint,
            by=t.holder(Role.DRAFTER).actor,
            text=t.pick(texts.ANSWERS),
            substance=Substance(outcomes=list(_said(t))),
        )


def answered(t: Telling) -> None:
    awaiting_approval(t)
    with t.then(hours=12):
        services.approve(t.complaint, by=t.holder(Role.UNIT_HEAD).actor)


def replied(t: Telling) -> None:
    answered(t)
    with t.then(hours=30):
        services.reply(t.complaint, by=t.reporter, text=t.pick(texts.REPLIES))


def confirmed(t: Telling) -> None:
    answered(t)
    with t.then(hours=40):
        services.confirm(t.complaint, by=t.reporter)
        score = t.chance.choice((3, 4, 4, 5, 5))
        services.rate(t.complaint, by=t.reporter, solved="yes", score=score)


def closed_automatically(t: Telling) -> None:
    answered(t)
    with t.then(hours=24 * 18):
        services.close_automatically(t.complaint)


def closed_by_admin(t: Telling) -> None:
    answered(t)
    with t.then(hours=24 * 8):
        services.close(t.complaint, by=t.cast.district_admin.actor, reason=t.pick(texts.CLOSINGS))


def reopened(t: Telling) -> None:
    answered(t)
    with t.then(hours=30):
        services.contest(
            t.complaint,
            by=t.reporter,
            contest_reason=ContestReason.NOT_DONE,
            text=t.pick(texts.CONTESTS),
        )


def scheduled(t: Telling) -> None:
    told(t)
    with t.then(hours=30):
        day = (t.until + timedelta(days=t.chance.randint(5, 60))).date()
        services.schedule(
            t.complaint,
            by=t.holder(Role.LIAISON).actor,
            text=t.pick(texts.PROMISES),
            promised_on=day,
        )


def incomplete(t: Telling) -> None:
    classified(t)
    with t.then(hours=10):
        services.ask(t.complaint, by=t.cast.district_admin.actor, question=t.pick(texts.QUESTIONS))


def completed(t: Telling) -> None:
    incomplete(t)
    with t.then(hours=30):
        services.complete(t.complaint, by=t.reporter, text=t.pick(texts.COMPLETIONS))


def declined(t: Telling) -> None:
    dispatched(t)
    with t.then(hours=12):
        services.decline(
            t.complaint,
            by=t.holder(Role.LIAISON).actor,
            reason=t.pick(texts.DECLINES),
            proposed_owner=_other(t),
        )


def disputed(t: Telling) -> None:
    declined(t)
    first = t.unit
    t.unit = _other(t)
    with t.then(hours=10):
        services.dispatch(t.complaint, by=t.cast.second_admin.actor, unit=t.unit)
    with t.then(hours=10):
        services.decline(
            t.complaint,
            by=t.holder(Role.LIAISON).actor,
            reason=t.pick(texts.DECLINES),
            proposed_owner=first,
        )


def returned(t: Telling) -> None:
    classified(t)
    with t.then(hours=20):
        services.return_to_national(
            t.complaint, by=t.cast.district_admin.actor, reason=t.pick(texts.RETURNS)
        )


def handed_over(t: Telling) -> None:
    classified(t)
    with t.then(hours=16):
        services.hand_over(
            t.complaint,
            by=t.cast.district_admin.actor,
            external_body=t.unit if t.unit.is_external else t.offices["ext-jabar"],
            reason=t.pick(texts.RETURNS),
        )


def closed_external(t: Telling) -> None:
    handed_over(t)
    with t.then(hours=24 * 9):
        services.close_external(
            t.complaint, by=t.cast.district_admin.actor, outcome=t.pick(texts.OUTCOMES)
        )


def archive_proposed(t: Telling) -> None:
    classified(t)
    with t.then(hours=12):
        services.propose_archive(
            t.complaint,
            by=t.cast.district_admin.actor,
            archive_reason=ArchiveReason.UNCLEAR,
            text=t.pick(texts.ARCHIVES),
        )


def archived(t: Telling) -> None:
    archive_proposed(t)
    with t.then(hours=8):
        services.archive(t.complaint, by=t.cast.second_admin.actor)


def withdrawn(t: Telling) -> None:
    dispatched(t)
    with t.then(hours=30):
        services.withdraw(t.complaint, by=t.reporter)


def referred(t: Telling) -> None:
    told(t)
    with t.then(hours=24 * 90):
        services.consent_referral(t.complaint, by=t.reporter)
        services.refer(t.complaint, by=t.cast.district_admin.actor, reason=t.pick(texts.REFERRALS))


def merged(t: Telling) -> None:
    """Joined with an older open complaint of the same kind, when there is one."""
    classified(t)
    others = Complaint.objects.filter(
        institution=t.complaint.institution_id,
        status__in=("forwarded", "dispatched", "in_progress"),
        category=t.complaint.category_id,
    ).exclude(pk=t.complaint.pk)
    master = others.order_by("id").first()
    if master:
        with t.then(hours=10):
            services.merge(t.complaint, by=t.cast.district_admin.actor, master=master)


def received(t: Telling) -> None:
    """Waits for Admin Pusat."""


def _said(t: Telling) -> Iterator[Said]:
    """What becomes of each point, or of the whole where the text asks one thing."""
    asked = points.of(t.complaint) if points.proposed(t.complaint.text) else []
    for point in asked:
        kind = t.chance.choice(("done", "done", "partly", "refused"))
        if kind == "refused":
            words, basis = t.chance.choice(texts.REFUSALS)
            yield Said(kind, point.pk, words=words, legal_basis=basis)
        else:
            words, shown = t.pick(texts.OF_A_POINT), t.pick(texts.EVIDENCES)
            yield Said(kind, point.pk, words=words, evidence=shown)
    if not asked:
        kind = t.chance.choice(("done", "done", "done", "partly"))
        yield Said(kind, evidence=t.pick(texts.EVIDENCES))


def _other(t: Telling) -> Organization:
    codes = [code for code in t.cast.offices() if code != t.unit.code and "sumedang" not in code]
    return t.offices[t.chance.choice(codes)]


@dataclass(frozen=True, slots=True)
class Story:
    """A course of events, how often it happens, and how many days ago it began."""

    tell: Callable[[Telling], Any]
    weight: int
    days: tuple[float, float]
    needs_national: bool = False
    is_outside: bool = False


STORIES = (
    Story(received, 4, (0.02, 1.8), needs_national=True),
    Story(received, 2, (4, 8), needs_national=True),
    Story(forwarded, 6, (0.1, 1.8)),
    Story(forwarded, 4, (4, 9)),
    Story(completed, 3, (3, 8)),
    Story(incomplete, 4, (1, 20)),
    Story(dispatched, 6, (1.5, 4)),
    Story(dispatched, 4, (9, 20)),
    Story(in_progress, 7, (3, 9)),
    Story(told, 7, (6, 14)),
    Story(told, 4, (26, 45)),
    Story(awaiting_approval, 5, (7, 15)),
    Story(scheduled, 4, (10, 30)),
    Story(answered, 7, (8, 16)),
    Story(replied, 3, (10, 18)),
    Story(reopened, 3, (12, 25)),
    Story(confirmed, 45, (15, 300)),
    Story(closed_automatically, 30, (35, 300)),
    Story(closed_by_admin, 2, (25, 60)),
    Story(declined, 3, (3, 6)),
    Story(disputed, 2, (5, 9)),
    Story(returned, 2, (2, 12)),
    Story(archive_proposed, 2, (2, 5)),
    Story(archived, 2, (6, 25)),
    Story(withdrawn, 2, (6, 25)),
    Story(merged, 3, (2, 9)),
    Story(referred, 1, (105, 130)),
    Story(handed_over, 3, (3, 20), is_outside=True),
    Story(returned, 2, (3, 20), is_outside=True),
    Story(closed_external, 2, (16, 60), is_outside=True),
)
# What a unit without officers of the cast can be in: it has the complaint, or the desk still does.
WITHOUT_OFFICERS = (forwarded, completed, incomplete, dispatched, archived, withdrawn, returned)
