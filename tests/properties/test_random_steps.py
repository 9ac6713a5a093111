"""Whatever people and machine do, in any order and at any pace: what must hold, holds."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.db.models import F, Max
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kentongan.common import clock
from kentongan.complaints import agenda, clocks, history, services, sweeps, workflow
from kentongan.complaints.choices import Clock, Status
from kentongan.complaints.escalation import sweep as ladder
from kentongan.complaints.models import AgendaEntry, ClockRun, Complaint, Disposition
from kentongan.complaints.querysets import ENDED
from kentongan.complaints.refusals import MoveRefused
from kentongan.deadlines import rulebook
from kentongan.notifications.models import Message
from kentongan.organizations.actor import Actor
from tests.complaints.reaching import office, submitted

pytestmark = pytest.mark.django_db
BEGIN = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
PEOPLE = (
    "national_admin", "second_national_admin", "district_admin", "second_admin", "liaison",
    "drafter", "unit_head", "other_liaison", "other_head", "leader", "inspector", "reporter",
    "outsider_admin",
)  # fmt: skip
REASON = "Karena begitu."


def steps(cast, others):
    """Action → how somebody takes it on a complaint; arguments are ordinary ones."""
    return steps_of_desks(cast, others) | steps_of_units(cast) | STEPS_OF_REPORTERS


def later(days):
    return clock.today() + timedelta(days=days)


def steps_of_desks(cast, others):
    s, putr, dlh = services, office("putr"), office("dlh")

    def classify(c, by):
        return s.classify(
            c, by=by, kind=c.kind, classification="information", category=None, title=c.title
        )

    def other(c):
        return next(one for one in others() if one.pk != c.pk)

    return {
        "forward": lambda c, by: s.forward(c, by=by, institution=office("majalengka")),
        "dispatch": lambda c, by: s.dispatch(c, by=by, unit=putr, contributing=[dlh]),
        "redispatch": lambda c, by: s.redispatch(c, by=by, unit=dlh, reason=REASON),
        "return_to_national": lambda c, by: s.return_to_national(c, by=by, reason=REASON),
        "hand_over": lambda c, by: s.hand_over(
            c, by=by, external_body=office("ext-jabar"), reason=REASON
        ),
        "take_back": lambda c, by: s.take_back(c, by=by, reason=REASON),
        "close_external": lambda c, by: s.close_external(c, by=by, outcome=REASON),
        "classify": classify,
        "hide": lambda c, by: s.hide(c, by=by, hide_reason="personal", text=REASON),
        "publish": lambda c, by: s.publish(c, by=by),
        "mask": lambda c, by: s.mask(c, by=by, reason=REASON, cover={"jembatan": "other"}),
        "refuse_objection": lambda c, by: s.refuse_objection(c, by=by, reason=REASON),
        "ask": lambda c, by: s.ask(c, by=by, question="Di mana?"),
        "proceed": lambda c, by: s.proceed(c, by=by, reason=REASON),
        "dispute": lambda c, by: s.dispute(c, by=by, reason=REASON, arbiter=cast.leader.user),
        "name_arbiter": lambda c, by: s.name_arbiter(c, by=by, arbiter=cast.second_admin.user),
        "decide": lambda c, by: s.decide(c, by=by, unit=putr, reason=REASON, citation="Perda 1"),
        "close": lambda c, by: s.close(c, by=by, reason=REASON),
        "reopen": lambda c, by: s.reopen(c, by=by, contest_reason="came_back", text=REASON),
        "merge": lambda c, by: s.merge(c, by=by, master=other(c)),
        "unmerge": lambda c, by: s.unmerge(c, by=by, reason=REASON),
        "propose_archive": lambda c, by: s.propose_archive(
            c, by=by, archive_reason="unclear", text=REASON
        ),
        "refuse_archive": lambda c, by: s.refuse_archive(c, by=by, reason=REASON),
        "archive": lambda c, by: s.archive(c, by=by),
        "refer": lambda c, by: s.refer(c, by=by, reason=REASON),
    }


def steps_of_units(cast):
    s, dlh = services, office("dlh")
    return {
        "open": lambda c, by: s.mark_opened(c, by=by),
        "accept": lambda c, by: s.accept(c, by=by),
        "decline": lambda c, by: s.decline(c, by=by, reason=REASON, proposed_owner=dlh),
        "assign": lambda c, by: s.assign(c, by=by, handler=cast.drafter.user),
        "add_unit": lambda c, by: s.add_unit(c, by=by, unit=office("dishub")),
        "contribute": lambda c, by: s.contribute(c, by=by, text="Bagian kami selesai."),
        "tell": lambda c, by: s.tell(c, by=by, text="Kami survei."),
        "take_up": lambda c, by: s.take_up(c, by=by),
        "save_draft": lambda c, by: s.save_draft(c, by=by, text="Coretan"),
        "draft": lambda c, by: s.draft(c, by=by, text="Sudah."),
        "send_back": lambda c, by: s.send_back(c, by=by, reason=REASON),
        "approve": lambda c, by: s.approve(c, by=by),
        "answer": lambda c, by: s.answer(c, by=by, text="Sudah."),
        "schedule": lambda c, by: s.schedule(c, by=by, text="Nanti.", promised_on=later(20)),
        "postpone": lambda c, by: s.postpone(c, by=by, reason=REASON, promised_on=later(40)),
        "resume_work": lambda c, by: s.resume_work(c, by=by, reason=REASON),
    }


STEPS_OF_REPORTERS = {
    "complete": lambda c, by: services.complete(c, by=by, text="Di pasar."),
    "add": lambda c, by: services.add(c, by=by, text="Ini lagi."),
    "reply": lambda c, by: services.reply(c, by=by, text="Belum."),
    "contest": lambda c, by: services.contest(c, by=by, contest_reason="not_done"),
    "object_to": lambda c, by: services.object_to(c, by=by, contest_reason="disagree"),
    "confirm": lambda c, by: services.confirm(c, by=by),
    "keep_promise": lambda c, by: services.keep_promise(c, by=by),
    "break_promise": lambda c, by: services.break_promise(c, by=by),
    "rate": lambda c, by: services.rate(c, by=by, solved="yes", score=4),
    "appeal": lambda c, by: services.appeal(c, by=by, reason=REASON),
    "withdraw": lambda c, by: services.withdraw(c, by=by),
    "restore": lambda c, by: services.restore(c, by=by),
    "consent_referral": lambda c, by: services.consent_referral(c, by=by),
    "note": lambda c, by: services.note(c, by=by, text="Catatan."),
}


def actor_of(cast, name, complaint):
    return Actor.with_pin(complaint.pk) if name == "reporter" else getattr(cast, name).actor


def possible(cast, complaint, name):
    from kentongan.complaints import moves

    actor = actor_of(cast, name, complaint)
    if not Complaint.objects.visible_to(actor).filter(pk=complaint.pk).exists():
        return []
    return [one.action for one in moves.options(complaint, actor) if one.is_possible]


def machine(now):
    """One round of the worker, as far as complaints are concerned."""
    sweeps.lapse(now)
    sweeps.close(now)
    agenda.sweep(now)
    ladder.sweep(now)


def check(complaint):
    """The invariants of one complaint."""
    events = list(complaint.events.order_by("sequence"))
    assert history.verify([complaint]) == []
    assert [one.sequence for one in events] == list(range(1, complaint.version + 1))
    assert all(a.at <= b.at for a, b in pairwise(events))
    assert events[-1].target == complaint.status
    for before, event in pairwise(events):
        lines = [
            m for m in workflow.MOVES if m.action == event.action and before.target in m.sources
        ]
        assert lines, event.action
        assert event.actor_role in {role for line in lines for role in line.by}
    check_clocks(complaint, events)
    check_holders(complaint)


def check_clocks(complaint, events):
    opened = list(complaint.clocks.filter(stopped_at=None))
    kinds = [one.clock for one in opened]
    assert sorted(kinds) == sorted(running(events)), "the clocks are not those of the table"
    assert len(kinds) == len(set(kinds))
    waiting = complaint.pauses.filter(ended_at=None).count()
    assert waiting == (1 if complaint.status == Status.INCOMPLETE else 0)
    if complaint.status in ENDED:
        assert opened == []
        assert (complaint.due_at, complaint.legal_at) == (None, None)
        return
    leading = clocks.LEADING.get(Status(complaint.status))
    shown = [one for one in opened if leading in (None, one.clock)]
    assert complaint.due_at == min((o.target_at for o in shown if o.target_at), default=None)
    assert complaint.legal_at == min((o.legal_at for o in opened if o.legal_at), default=None)
    if complaint.status != Status.INCOMPLETE:
        for run in opened:
            check_dates(complaint, run)


def running(events):
    """The open clocks as the table gives them, worked out from the events alone."""
    found: set[str] = set()
    before = ""
    for event in events:
        line = next(
            one
            for one in workflow.MOVES
            if one.action == event.action
            and (before in one.sources or not one.sources)
            and event.actor_role in one.by
            and one.target in (event.target, workflow.STAY, workflow.RESUME)
        )
        found = (found - set(line.stops)) | set(line.starts)
        before = event.target
    return found


def check_dates(complaint, run):
    """What stands there is what the rules give for the start, the class and the pauses."""
    if run.clock == Clock.PROMISE:
        assert run.target_at.astimezone().date() is not None
        return
    due = rulebook.current().due(
        run.clock,
        classification=complaint.classification,
        institution_id=complaint.institution_id,
        time_zone="Asia/Jakarta",
        started_at=run.started_at,
        pauses=[
            (one.started_at, one.ended_at)
            for one in complaint.pauses.all()
            if one.ended_at and one.ended_at > run.started_at
        ],
    )
    found = (run.target_at, run.legal_at)
    # An institution may have other rules: a clock begun at one desk keeps what held there.
    assert found == ((due.target_at, due.legal_at) if due else (None, None)), run.clock


def check_holders(complaint):
    live = Disposition.objects.filter(complaint=complaint, ended_at=None)
    if complaint.status in (Status.DISPATCHED, Status.IN_PROGRESS, Status.AWAITING_APPROVAL):
        assert [one.unit_id for one in live.filter(part="lead")] == [complaint.unit_id]
    if complaint.status in (Status.WITHDRAWN, Status.ARCHIVED, Status.MERGED, Status.REFERRED):
        assert not live.exists()
    if complaint.status == Status.MERGED:
        assert complaint.master.status not in (
            Status.MERGED, Status.WITHDRAWN, Status.ARCHIVED,
        )  # fmt: skip
    assert complaint.merged_count == complaint.merged.filter(status=Status.MERGED).count()
    unpublished = complaint.answers.filter(state__in=("draft", "submitted", "sent_back"))
    assert unpublished.count() <= 1
    if complaint.archive_proposed_by_id and complaint.status != Status.ARCHIVED:
        assert complaint.status in (Status.RECEIVED, Status.FORWARDED, Status.DECLINED)


def check_all(count):
    """The invariants of everything together."""
    assert Complaint.objects.count() == count, "a complaint was lost"
    for one in Complaint.objects.all():
        check(one)
    dedupes = list(Message.objects.values_list("dedupe", flat=True))
    assert len(dedupes) == len(set(dedupes))
    reporters = Message.objects.filter(identity__isnull=False)
    assert not reporters.exclude(about__in=Complaint.objects.values("pk")).exists()
    for row in AgendaEntry.objects.values("institution", "year").annotate(last=Max("number")):
        same = AgendaEntry.objects.filter(institution=row["institution"], year=row["year"])
        numbers = sorted(same.values_list("number", flat=True))
        assert numbers == list(range(1, row["last"] + 1))
    assert not ClockRun.objects.filter(stopped_at__lt=F("started_at")).exists()


class Undo(Exception):
    """The next example starts from the seeds again."""


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_any_sequence_of_steps_keeps_what_must_hold(cast, data):
    with pytest.raises(Undo), transaction.atomic():
        live_through(cast, data)
        raise Undo


def live_through(cast, data):
    now = BEGIN
    with clock.at(now):
        pks = [submitted().pk, submitted(institution=office("majalengka")).pk]
    ways = steps(cast, lambda: list(Complaint.objects.filter(pk__in=pks)))
    for _step in range(data.draw(st.integers(4, 22), label="steps")):
        now += data.draw(
            st.sampled_from((timedelta(minutes=7), timedelta(hours=9), timedelta(days=2),
                             timedelta(days=12), timedelta(days=33))), label="time"
        )  # fmt: skip
        with clock.at(now):
            complaint = Complaint.objects.get(pk=data.draw(st.sampled_from(pks), label="which"))
            name = data.draw(st.sampled_from(PEOPLE), label="who")
            # Mostly what is possible, now and then anything at all.
            known = [one for one in possible(cast, complaint, name) if one in ways]
            is_wild = data.draw(st.integers(0, 5), label="wild") == 0
            action = data.draw(
                st.sampled_from(known if known and not is_wild else list(ways)), label="action"
            )
            before = complaint.version
            try:
                with transaction.atomic():
                    ways[action](complaint, actor_of(cast, name, complaint))
            except MoveRefused:
                assert Complaint.objects.get(pk=complaint.pk).version == before
            if data.draw(st.booleans(), label="worker"):
                machine(now)
    with clock.at(now):
        machine(now)
        check_all(len(pks))


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_audit_chain_holds_whatever_is_opened(cast, data):
    from kentongan.audit import log

    with pytest.raises(Undo), transaction.atomic():
        for number in range(data.draw(st.integers(1, 8))):
            log.record(
                data.draw(st.sampled_from(("identity.open", "vault.rotate"))),
                actor_id=data.draw(st.sampled_from((None, cast.liaison.user.pk))),
                actor_label=data.draw(st.text(max_size=250)).replace("\x00", ""),
                subject=f"complaint:{number}",
                detail={"reason": data.draw(st.text(max_size=50)).replace("\x00", "")},
            )
        assert log.verify() == []
        raise Undo
