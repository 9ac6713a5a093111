"""Many complaints with one cause: one case, one plan, every reporter told, each answered by itself."""

from datetime import timedelta

import pytest

from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.models import Complaint, SystemicCase
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.complaints.services import systemic
from kentongan.notifications.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast, make, offices):
    """Two reports of burst pipes, one of them not dispatched yet."""
    return services.open_case(
        [make("in_progress"), make("forwarded")], by=cast.district_admin.actor,
        title="Pipa induk tua", cause="Pipa dari 1980", owner=offices("putr"),
        due_on=clock.today() + timedelta(days=60),
    )  # fmt: skip


def told(purpose):
    return set(Message.objects.filter(purpose=purpose, user=None).values_list("about", flat=True))


def inside(case):
    return {one.complaint_id for one in systemic.members_of(case)}


def test_every_reporter_hears_of_the_opening_each_step_and_the_end(cast, case):
    assert told("case_joined") == inside(case)
    step = services.add_step(
        case, by=cast.liaison.actor, title="Ganti 2 km", due_on=clock.today() + timedelta(days=9)
    )
    with pytest.raises(MoveRefused):
        services.end_case(case, by=cast.liaison.actor, outcome="Beres", solved=True)
    assert services.finish_step(step, by=cast.liaison.actor, note="2 km diganti") == 2
    assert told("case_news") == inside(case)
    with pytest.raises(MoveRefused):
        services.finish_step(step, by=cast.liaison.actor, note="Lagi")
    assert services.end_case(case, by=cast.liaison.actor, outcome="Pipa baru", solved=True) == 2
    assert told("case_ended") == inside(case)
    assert SystemicCase.objects.get(pk=case.pk).state == "solved"


def test_each_report_is_still_answered_by_itself(cast, case):
    one = next(
        m.complaint for m in systemic.members_of(case) if m.complaint.status == "in_progress"
    )
    services.answer(one, by=cast.liaison.actor, text="Kebocoran di depan rumah Anda sudah ditutup.")
    assert one.status == "answered"
    assert Complaint.objects.filter(pk__in=inside(case), status="forwarded").count() == 1


def test_a_report_has_one_case_and_can_leave_it(cast, case, make, offices):
    member = systemic.members_of(case).first()
    with pytest.raises(MoveRefused):
        services.join_case(member.complaint, by=cast.district_admin.actor, case=case)
    services.leave_case(member.complaint, by=cast.district_admin.actor, reason="Sebab lain")
    assert len(inside(case)) == 1
    services.join_case(member.complaint, by=cast.district_admin.actor, case=case)
    assert len(inside(case)) == 2


def test_who_may_open_see_and_work_on_it(cast, case, make, offices):
    facts = {"title": "X", "cause": "Y", "owner": offices("putr")}
    day = clock.today() + timedelta(days=5)
    with pytest.raises(MoveRefused):
        services.open_case([], by=cast.liaison.actor, due_on=day, **facts)
    with pytest.raises(Missing):
        services.open_case([], by=cast.district_admin.actor, due_on=clock.today(), **facts)
    for stranger in (cast.other_liaison, cast.outsider_admin):
        assert not SystemicCase.objects.visible_to(stranger.actor).exists()
        with pytest.raises(MoveRefused):
            services.add_step(case, by=stranger.actor, title="X", due_on=day)
    there = make("forwarded", institution=offices("sumedang"))
    with pytest.raises(MoveRefused):
        services.join_case(there, by=cast.outsider_admin.actor, case=case)


def test_a_late_step_is_told_once_to_owner_and_desk(cast, case):
    services.add_step(
        case, by=cast.liaison.actor, title="Ganti 2 km", due_on=clock.today() + timedelta(days=9)
    )
    with clock.at(clock.now() + timedelta(days=11)):
        assert systemic.sweep(clock.now()) == 1
        assert systemic.sweep(clock.now()) == 0
    told_of_it = Message.objects.filter(purpose="unit_case_late")
    assert cast.liaison.user.pk in set(told_of_it.values_list("user_id", flat=True))
