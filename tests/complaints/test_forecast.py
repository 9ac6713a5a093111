"""What the night works out: who will probably be late, from which past, and who could help."""

from datetime import timedelta
from uuid import uuid4

import pytest

from kentongan.common import ids
from kentongan.complaints import services
from kentongan.complaints.choices import Clock
from kentongan.complaints.forecasting import answers, nightly
from kentongan.complaints.models import Category, ClockRun, Complaint, Event, Outlook, Pace
from kentongan.notifications.models import Recurring
from tests.complaints.conftest import MONDAY
from tests.complaints.reaching import office

pytestmark = pytest.mark.django_db
KADIPATEN = "32.10.13.2003"


@pytest.fixture
def roads(cast):
    return Category.objects.filter(parent=None).order_by("pk")[0]


@pytest.fixture
def past(make, offices, roads, monday):
    """`past("putr", [3, 5])`: reports that `putr` answered after so many days, a month ago."""

    def tell(unit, days, *, open_days=(), category=None, secret=False, area=KADIPATEN):
        pattern = make("answered")
        begun = MONDAY - timedelta(days=60)
        whole = [(begun, begun + timedelta(days=one)) for one in days]
        whole += [(MONDAY - timedelta(days=one), None) for one in open_days]
        rows = [
            _copy(pattern, offices(unit), start, category or roads, secret, area)
            for start, _end in whole
        ]
        made = Complaint.objects.bulk_create(rows)
        ClockRun.objects.bulk_create(
            ClockRun(
                complaint=one,
                clock=which,
                holder=offices(unit) if which == Clock.ANSWER else None,
                started_at=start,
                stopped_at=end,
                target_at=start + timedelta(days=30),
            )
            for one, (start, end) in zip(made, whole, strict=True)
            for which in (Clock.ANSWER, Clock.CHAIN)
        )
        return made

    return tell


def _copy(pattern, unit, start, category, secret, area):
    one = Complaint.objects.get(pk=pattern.pk)
    one.pk, one.number, one.idempotency_key = None, ids.new_number(), uuid4()
    one.unit, one.submitted_at, one.category, one.is_secret = unit, start, category, secret
    one.area_id, one.published_at, one.identity = area, None, None
    return one


def running(make, roads, *, age=10, left=3):
    """One in work since `age` days whose answer is due in `left` days."""
    one = make("in_progress", category_id=roads.pk)
    run = one.clocks.get(clock=Clock.ANSWER)
    run.started_at, run.target_at = MONDAY - timedelta(days=age), MONDAY + timedelta(days=left)
    run.save()
    one.clocks.exclude(pk=run.pk).update(target_at=MONDAY + timedelta(days=90))
    return one


def test_the_chance_comes_from_the_own_pace_of_office_and_subject(make, past, roads):
    # 30 answers: 12 within 13 days, 18 later. Of the 24 that got older than ten days 18 were late.
    past("putr", [5] * 6 + [12] * 6 + [40] * 18)
    one = running(make, roads)

    nightly.build(Clock.ANSWER, now=MONDAY)

    found = Outlook.objects.get(complaint=one)
    assert (found.percent, found.basis) == (75, "office_subject")
    assert found.done == 30
    assert found.holder == one.unit


def test_a_small_office_borrows_the_pace_of_the_others_and_says_so(make, past, roads):
    past("putr", [40] * 5)
    past("dlh", [12] * 20 + [40] * 20)
    one = running(make, roads)

    nightly.build(Clock.ANSWER, now=MONDAY)

    assert Outlook.objects.get(complaint=one).basis == "peers_subject"


def test_where_nothing_is_known_nothing_is_foretold(make, past, roads):
    past("putr", [40] * 5)
    running(make, roads)

    nightly.build(Clock.ANSWER, now=MONDAY)

    assert not Outlook.objects.exists()
    assert Pace.objects.get(holder__code="putr", clock=Clock.ANSWER).half is None


def test_time_in_which_the_reporter_was_asked_does_not_count(make, past, roads):
    past("putr", [5] * 10 + [12] * 10 + [40] * 10)
    one = running(make, roads)
    one.pauses.create(started_at=MONDAY - timedelta(days=9), ended_at=MONDAY - timedelta(days=1))

    nightly.build(Clock.ANSWER, now=MONDAY)

    # Two days old by the office's time, due when it is five: two of three take at least that long.
    assert Outlook.objects.get(complaint=one).percent == 67


def test_what_was_taken_from_an_office_is_not_counted_as_its_answer(make, cast, past, roads):
    past("putr", [5] * 19)
    one = make("in_progress", category_id=roads.pk)
    by = cast.district_admin.actor
    services.redispatch(one, by=by, unit=office("dlh"), reason="Milik DLH.")

    nightly.build(Clock.ANSWER, now=MONDAY + timedelta(days=1))

    # The twentieth is the pattern of the copies, which the services answered.
    assert Pace.objects.get(holder__code="putr", clock=Clock.ANSWER).done == 20


def test_a_faster_office_that_knows_the_subject_is_proposed(make, past, offices, roads):
    past("putr", [5] * 6 + [40] * 24)
    past("dlh", [1] * 30)
    one = running(make, roads)

    nightly.build(Clock.ANSWER, now=MONDAY)

    found = Outlook.objects.get(complaint=one)
    assert found.proposed == offices("dlh")
    assert found.proposed_percent == 0
    one.refresh_from_db()
    assert one.unit == offices("putr"), "nothing happens by itself"


def test_nobody_is_offered_more_than_a_week_of_work(make, past, offices, roads):
    past("putr", [5] * 6 + [40] * 24)
    past("dlh", [1] * 52)  # one a week
    for _number in range(3):
        running(make, roads)

    nightly.build(Clock.ANSWER, now=MONDAY)

    assert Outlook.objects.filter(proposed=offices("dlh")).count() == 1


def test_an_office_without_experience_in_the_subject_is_not_proposed(make, past, roads):
    other = Category.objects.filter(parent=None).exclude(pk=roads.pk).first()
    past("putr", [5] * 6 + [40] * 24)
    past("dlh", [1] * 30, category=other)
    one = running(make, roads)

    nightly.build(Clock.ANSWER, now=MONDAY)

    assert Outlook.objects.get(complaint=one).proposed is None


def test_what_was_answered_since_that_night_is_no_longer_ahead(make, cast, past, roads):
    past("putr", [5] * 6 + [40] * 24)
    one = running(make, roads)
    nightly.build(Clock.ANSWER, now=MONDAY)
    actor = cast.district_admin.actor
    assert [row.complaint for row in answers.ahead(actor, now=MONDAY)] == [one]
    assert answers.ahead(cast.outsider_admin.actor, now=MONDAY).count() == 0

    services.answer(one, by=cast.liaison.actor, text="Sudah diperbaiki.")

    assert answers.ahead(actor, now=MONDAY).count() == 0


def test_citizens_are_told_half_and_nine_of_ten_of_their_place_and_subject(past, roads):
    past("putr", list(range(1, 41)))

    nightly.build(Clock.CHAIN, now=MONDAY)

    found = answers.usual(area=KADIPATEN, category_id=roads.pk, kind="complaint")
    assert (found.half.days, found.ninth.days) == (20, 36)
    assert (found.area, found.done) == ("Kadipaten", 40)


def test_fewer_than_twenty_answers_and_secret_reports_are_never_shown(past, roads):
    past("putr", [1] * 18)
    past("putr", [1] * 30, secret=True)

    nightly.build(Clock.CHAIN, now=MONDAY)

    assert answers.usual(area=KADIPATEN, category_id=roads.pk, kind="complaint") is None
    assert not Pace.objects.exclude(area="").exists()


def test_each_night_brings_one_clock_a_round_and_an_idle_round_costs_one_statement(
    cast, query_count, monday
):
    nightly.sweep(MONDAY)  # the first night lies ahead
    assert Recurring.objects.filter(code__startswith="forecast-").count() == 10
    night = nightly.tonight(MONDAY)

    with query_count() as seen:
        assert nightly.sweep(night - timedelta(seconds=1)) == 0
    assert len(seen) == 1
    assert [nightly.sweep(night) for _round in range(11)] == [1] * 10 + [0]
    assert nightly.tonight(night) == night + timedelta(days=1)


@pytest.fixture
def promised(make, offices, monday):
    """`promised("putr", kept=15, broken=5)`: promises of the past, and what became of them."""

    def tell(unit, *, kept, broken):
        pattern = make("answered")
        for number, action in enumerate(["answer"] * kept + ["break_promise"] * broken):
            at = MONDAY - timedelta(days=20, minutes=number)
            ClockRun.objects.create(
                complaint=pattern, clock=Clock.PROMISE, holder=offices(unit), target_at=at,
                started_at=at - timedelta(days=10), stopped_at=at,
            )  # fmt: skip
            Event.objects.create(
                complaint=pattern, sequence=900 + number, action=action, at=at,
                source="scheduled", target="answered", actor_role="system", audience="public",
                hash=str(number),
            )  # fmt: skip

    return tell


def scheduled(make, cast, *, days):
    one = make("in_progress")
    day = (MONDAY + timedelta(days=days)).date()
    services.schedule(one, by=cast.liaison.actor, text="Dikerjakan.", promised_on=day)
    return one


def test_a_report_with_a_promise_is_due_on_that_day_and_on_no_other(
    make, cast, past, promised, roads
):
    past("putr", [40] * 40)
    promised("putr", kept=12, broken=8)
    one = scheduled(make, cast, days=3)
    one.clocks.exclude(clock=Clock.PROMISE).update(target_at=MONDAY + timedelta(days=2))
    scheduled(make, cast, days=30)

    nightly.build_all(now=MONDAY)

    found = Outlook.objects.get()
    assert (found.complaint, found.clock, found.percent) == (one, Clock.PROMISE, 40)
    assert (found.basis, found.done) == ("office", 20)


def test_an_office_that_keeps_its_promises_is_not_suspected(make, cast, promised):
    promised("putr", kept=19, broken=1)
    scheduled(make, cast, days=3)
    nightly.build(Clock.PROMISE, now=MONDAY)
    assert not Outlook.objects.exists()


def test_a_promise_is_no_answer_in_the_record_of_an_office(make, cast, monday):
    one = scheduled(make, cast, days=30)
    nightly.build_all(now=MONDAY + timedelta(days=1))
    done = Pace.objects.filter(holder=one.unit, clock=Clock.ANSWER).values_list("done", flat=True)
    assert list(done) == [0]


def test_the_night_replaces_a_few_hundred_rows_at_a_time(make, past, roads, monkeypatch):
    past("putr", [5] * 6 + [40] * 24)
    kept = running(make, roads)
    gone = running(make, roads)
    nightly.build(Clock.ANSWER, now=MONDAY)
    assert Outlook.objects.count() == 2
    before = Pace.objects.count()
    monkeypatch.setattr(nightly, "BATCH", 1)
    gone.clocks.filter(clock=Clock.ANSWER).update(stopped_at=MONDAY)

    nightly.build(Clock.ANSWER, now=MONDAY + timedelta(hours=1))

    assert [one.complaint for one in Outlook.objects.all()] == [kept]
    assert Pace.objects.count() == before
    assert {one.made_at for one in Pace.objects.all()} == {MONDAY + timedelta(hours=1)}
