from collections.abc import Callable
from datetime import timedelta

import pytest

from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.choices import Channel
from kentongan.complaints.models import Complaint
from kentongan.complaints.services.submit import Submission
from kentongan.organizations.actor import Actor

TEXT = "Lampu jalan di depan pasar padam sejak tiga hari yang lalu."


@pytest.fixture
def file_one(cast, offices) -> Callable[..., Complaint]:
    """`file_one()`: a complaint at the district desk; takes the facts of a `Submission`."""

    def make(**facts) -> Complaint:
        facts = {
            "text": TEXT,
            "channel": Channel.WEB,
            "institution": offices("majalengka"),
            **facts,
        }
        receipt = services.submit(Submission(**facts), by=Actor.system())
        return Complaint.objects.get(pk=receipt.complaint_id)

    return make


@pytest.fixture
def dispatched(cast, offices, file_one) -> Callable[..., Complaint]:
    """`dispatched()`: one that the desk has handed to the public works office."""

    def make(**facts) -> Complaint:
        complaint = file_one(**facts)
        services.dispatch(complaint, by=cast.district_admin.actor, unit=offices("putr"))
        return complaint

    return make


@pytest.fixture
def in_progress(cast, dispatched) -> Callable[..., Complaint]:
    """`in_progress()`: one that the office has accepted."""

    def make(**facts) -> Complaint:
        complaint = dispatched(**facts)
        services.accept(complaint, by=cast.liaison.actor)
        return complaint

    return make


@pytest.fixture
def many(file_one) -> Callable[[int], list[Complaint]]:
    """`many(120)`: complaints filed a minute apart."""

    def make(count: int) -> list[Complaint]:
        begun = clock.now() - timedelta(days=1)
        found = []
        for number in range(count):
            with clock.at(begun + timedelta(minutes=number)):
                found.append(file_one())
        return found

    return make


@pytest.fixture
def long_history(cast, in_progress) -> Callable[..., Complaint]:
    """`long_history()`: a complaint in work with more than thirty events and two clocks."""

    def make(**facts) -> Complaint:
        complaint = in_progress(**facts)
        for number in range(30):
            services.note(complaint, by=cast.liaison.actor, text=f"Catatan {number}")
        return complaint

    return make
