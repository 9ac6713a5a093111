"""Whatever the door: limits count from the arrival, the citizen's time from the filing, and the true
time of entry is kept under the hash."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

import kentongan
from kentongan.channels import processing
from kentongan.channels.imports import running
from kentongan.channels.models import InboundMessage
from kentongan.common import clock
from kentongan.complaints import history, services
from kentongan.complaints.choices import Channel, Classification, Kind
from kentongan.complaints.models import Complaint
from kentongan.complaints.services.submit import Original, Submission
from kentongan.lapor import importing
from kentongan.lapor.reading import Entry
from kentongan.notifications.models import Message
from tests.channels.conftest import channel, phone  # noqa: F401 - fixtures
from tests.channels.test_imports import as_csv, row
from tests.complaints.reaching import SITI

pytestmark = pytest.mark.django_db
ENTERED = datetime(2026, 11, 26, 3, 30, tzinfo=UTC)  # a Thursday, 10.30 WIB
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)  # two days before, 12.00 WIB
TEXT = "Lampu jalan di depan pasar padam sejak tiga hari."


def letter(cast, **_):
    original = Original(received_on=date(2026, 11, 24), may_contact=True)
    given = Submission(text=TEXT, channel=Channel.LETTER, personal=SITI, original=original)
    services.submit(given, by=cast.clerk.actor)


def register(cast, **_):
    rows = as_csv(row(1, day="24/11/2026"))
    file = running.upload("lama.csv", rows, by=cast.district_admin.actor)
    running.check(file, file.mapped, may_contact=True)
    running.start(file, only_good=False)
    running.sweep(clock.now())


def sms(phone, **_):  # noqa: F811
    with clock.at(NOON):
        phone.brings(f"LAPOR {TEXT} Desa Cipasung Lemahsugih")
    assert InboundMessage.objects.count() == 1
    processing.sweep(clock.now())


def national(cast, offices, **_):
    entry = Entry(
        line=2, tracking_id="4411223", at=NOON, text=TEXT, title="Lampu padam", name="",
        kind=Kind.COMPLAINT, classification=Classification.ORDINARY, channel=Channel.IMPORT,
        category="", place="", is_anonymous=True, is_secret=False, has_ended=False,
    )  # fmt: skip
    importing.load([entry], institution=offices("majalengka"))


@pytest.mark.parametrize("door", [letter, register, sms, national])
def test_limits_count_from_the_arrival_and_the_entry_is_kept_under_the_hash(
    cast, offices, phone, door  # noqa: F811
):  # fmt: skip
    with clock.at(ENTERED):
        door(cast=cast, offices=offices, phone=phone)

    one = Complaint.objects.get()
    event = one.events.get()
    assert (one.submitted_at, one.filed_at, one.status_since) == (NOON, None, NOON)
    assert event.at == NOON
    assert event.facts["entered_at"] == ENTERED.isoformat()
    assert {run.started_at for run in one.clocks.all()} == {NOON}
    assert history.verify([one]) == []
    # What is owed because of it was written when it was entered, and does not look old.
    assert {told.created_at for told in Message.objects.about(one.pk)} <= {ENTERED}


def test_a_trace_of_the_entry_cannot_be_taken_out(cast):
    with clock.at(ENTERED):
        letter(cast)
    one = Complaint.objects.get()
    event = one.events.get()
    facts = {name: fact for name, fact in event.facts.items() if name != "entered_at"}
    type(event)._base_manager.filter(pk=event.pk).update(facts=facts)

    assert history.verify([one])


def test_the_citizens_time_counts_from_the_filing_and_the_offices_from_the_arrival(cast):
    filed = ENTERED - timedelta(days=3)
    with clock.at(ENTERED):
        given = Submission(
            text=TEXT, channel=Channel.COUNTER, filed_at=filed, idempotency_key=uuid4()
        )
        services.submit(given, by=cast.clerk.actor)

    one = Complaint.objects.get()
    starts = {run.clock: run.started_at for run in one.clocks.all()}
    assert starts.pop("chain") == filed
    assert set(starts.values()) == {ENTERED}
    assert one.events.get().facts["filed_at"] == filed.isoformat()
    assert "entered_at" not in one.events.get().facts


@pytest.mark.parametrize("name", ["arrived_at", "filed_at"])
def test_a_moment_that_lies_ahead_is_not_believed(cast, name):
    with clock.at(ENTERED):
        given = Submission(
            text=TEXT, channel=Channel.COUNTER, **{name: ENTERED + timedelta(days=1)}
        )
        services.submit(given, by=cast.clerk.actor)

    one = Complaint.objects.get()
    assert one.submitted_at == ENTERED
    assert one.filed_at in (None, ENTERED)


def test_nobody_but_the_demo_sets_the_clock():
    source = Path(kentongan.__file__).parent
    setters = {
        path.relative_to(source).parts[0]
        for path in source.rglob("*.py")
        if re.search(r"\bclock\.at\(", path.read_text())
    }

    assert setters == {"demo"}
