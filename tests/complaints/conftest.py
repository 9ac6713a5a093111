from datetime import UTC, datetime
from uuid import uuid4

import pytest

from kentongan.accounts.vault import PersonalData
from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.choices import Channel
from kentongan.complaints.models import Complaint
from kentongan.complaints.services.submit import Submission, submit
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization

MONDAY = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)  # 09.00 WIB, no holiday near


@pytest.fixture
def monday():
    with clock.at(MONDAY):
        yield MONDAY


def make_complaint(cast, status="received", **facts):
    """A complaint that has gone the ordinary way to `status`."""
    given = {
        "text": "Jembatan desa kami rusak sejak minggu lalu dan berbahaya.",
        "channel": Channel.WEB,
        "idempotency_key": uuid4(),
        "personal": PersonalData(name="Siti", email="siti@contoh.demo"),
    } | facts
    receipt = submit(Submission(**given), by=Actor.system())
    complaint = Complaint.objects.get(pk=receipt.complaint_id)
    for name, step in STEPS:
        if complaint.status == status:
            return complaint
        step(cast, complaint)
        assert complaint.status == name
    assert complaint.status == status
    return complaint


def _office(code):
    return Organization.objects.get(code=code)


STEPS = (
    (
        "forwarded",
        lambda cast, one: services.forward(
            one, by=cast.national_admin.actor, institution=_office("majalengka")
        ),
    ),
    (
        "dispatched",
        lambda cast, one: services.dispatch(
            one, by=cast.district_admin.actor, unit=_office("putr")
        ),
    ),
    ("in_progress", lambda cast, one: services.accept(one, by=cast.liaison.actor)),
    (
        "awaiting_approval",
        lambda cast, one: services.draft(one, by=cast.drafter.actor, text="Sudah diperbaiki."),
    ),
    ("answered", lambda cast, one: services.approve(one, by=cast.liaison.actor)),
    (
        "closed",
        lambda cast, one: services.confirm(one, by=Actor.with_pin(one.pk)),
    ),
)


@pytest.fixture
def make(cast):
    return lambda status="received", **facts: make_complaint(cast, status, **facts)
