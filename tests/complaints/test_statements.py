"""What a step costs in SQL statements, whatever the number of complaints."""

from uuid import uuid4

import pytest

from kentongan.complaints import services
from kentongan.complaints.choices import AnswerKind, Channel
from kentongan.complaints.services.submit import Submission, submit
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization
from tests.complaints.reaching import reach

SAVEPOINTS = ("SAVEPOINT", "RELEASE SAVEPOINT")


def office(code):
    return Organization.objects.get(code=code)


# Who takes which step from where, and how many statements that may take.
STEPS = {
    "forward": ("received", 8, lambda c: (c.national_admin, {"institution": office("majalengka")})),
    "dispatch": ("forwarded", 13, lambda c: (c.district_admin, {"unit": office("putr")})),
    "ask": ("forwarded", 8, lambda c: (c.district_admin, {"question": "Di mana?"})),
    "return_to_national": ("forwarded", 10, lambda c: (c.district_admin, {"reason": "Bukan."})),
    "accept": ("dispatched", 5, lambda c: (c.liaison, {})),
    "decline": (
        "dispatched",
        10,
        lambda c: (c.liaison, {"reason": "Bukan.", "proposed_owner": office("dlh")}),
    ),
    "tell": (
        "in_progress",
        7,
        lambda c: (c.liaison, {"text": "Kami periksa.", "kind": AnswerKind.FIRST_WORD}),
    ),
    "draft": ("in_progress", 10, lambda c: (c.drafter, {"text": "Sudah diperbaiki."})),
    "answer": ("in_progress", 14, lambda c: (c.liaison, {"text": "Sudah diperbaiki."})),
    "approve": ("awaiting_approval", 14, lambda c: (c.liaison, {})),
    "note": ("in_progress", 3, lambda c: (c.liaison, {"text": "Sudah ditelepon."})),
}


def taken(seen):
    return [one["sql"] for one in seen if not one["sql"].startswith(SAVEPOINTS)]


@pytest.mark.parametrize("action", STEPS)
def test_a_step_keeps_to_its_statements(cast, query_count, action):
    status, most, given = STEPS[action]
    member, facts = given(cast)
    step = getattr(services, action)
    step(reach(cast, status), by=member.actor, **facts)  # rules and transports are read
    complaint = reach(cast, status)
    with query_count() as seen:
        step(complaint, by=member.actor, **facts)
    assert len(taken(seen)) <= most, "\n".join(taken(seen))


def test_the_reporters_steps_keep_to_their_statements(cast, make, query_count):
    complaint = make("answered")
    with query_count() as seen:
        services.confirm(complaint, by=Actor.with_pin(complaint.pk))
    assert len(taken(seen)) <= 8, "\n".join(taken(seen))


def test_submit_takes_eight_statements_among_two_and_among_two_hundred(cast, query_count):
    def counted():
        given = Submission(
            text="Lampu jalan mati sejak seminggu.", channel=Channel.WEB, idempotency_key=uuid4()
        )
        with query_count() as seen:
            submit(given, by=Actor.system())
        return len(taken(seen))

    counted()
    few = counted()
    for _ in range(200):
        counted()
    assert counted() == few <= 8


def test_a_statement_that_is_kept_is_filled_with_the_values_of_this_time(cast):
    """Two complaints in a row: the second must not see the values of the first."""
    first, second = reach(cast, "forwarded"), reach(cast, "forwarded")
    services.dispatch(first, by=cast.district_admin.actor, unit=office("putr"))
    services.dispatch(second, by=cast.district_admin.actor, unit=office("dlh"))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.unit.code, second.unit.code) == ("putr", "dlh")
    assert [one.unit.code for one in second.dispositions.all()] == ["dlh"]
