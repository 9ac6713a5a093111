"""Every SMS of ours fits one message of 160 letters in Indonesian, whatever the office is called."""

import pytest
from django.utils import translation

from kentongan.channels import replies, standings
from kentongan.complaints.choices import Status
from kentongan.complaints.models import Complaint
from kentongan.complaints.notices import NOTICES
from kentongan.complaints.services.submit import Receipt
from kentongan.notifications import gsm, rendering
from kentongan.notifications.models import Message
from kentongan.organizations.models import Organization
from tests.complaints.test_notices import LONGEST

PUBLIC = "https://lapor.majalengkakab.go.id"
LONG_NAME = "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia Daerah"
BY_SMS = sorted({one.template for one in NOTICES if "sms" in one.transports})


def is_one(text):
    length = gsm.measure(text)
    assert length.is_gsm, text
    assert length.parts == 1, (length.units, text)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("own", [{}, {"own_link": "SMS: STATUS 9K47TX2B"}])
@pytest.mark.parametrize("template", BY_SMS)
def test_every_notice_is_one_message(db, settings, template, own, language):
    settings.PUBLIC_URL = PUBLIC
    message = Message(
        transport="sms",
        template=f"complaints/messages/{template}",
        params=LONGEST | own,
        language=language,
    )
    text = rendering.text_of(message).body
    is_one(text)
    assert (own.get("own_link") or PUBLIC) in text


@pytest.mark.parametrize("status", Status)
def test_every_standing_is_one_message(status):
    office = Organization(name=LONG_NAME)
    complaint = Complaint(
        number="9K47TX2B", status=status, unit=office, external_body=office,
        master=Complaint(number="8M31AB7C"), promised_on=LONGEST_DAY, due_at=MOMENT,
        legal_at=MOMENT,
    )  # fmt: skip
    with translation.override("id"):
        is_one(replies.status(complaint, standings.standing(complaint)))


from datetime import UTC, date, datetime  # noqa: E402

LONGEST_DAY = date(2026, 9, 30)
MOMENT = datetime(2026, 12, 31, tzinfo=UTC)
RECEIPT = Receipt(1, "9K47TX2B", "123456", MOMENT, MOMENT, MOMENT, MOMENT)
TEXTS = {
    "received": lambda: replies.received(RECEIPT, asks_place=False),
    "received, place": lambda: replies.received(RECEIPT, asks_place=True),
    "several": lambda: replies.several(["LP-9K47-TX2B"] * 9, "OMBUDSMAN"),
    "unknown": lambda: replies.unknown_code("KEBERATAN", "9K47TX2B"),
    "ombudsman": lambda: replies.ombudsman_asked("9K47TX2B"),
    "reason": lambda: replies.reason_wanted("KEBERATAN", "9K47TX2B"),
    "placed": lambda: replies.done(
        "LP-9K47-TX2B", replies.placed("Kelurahan Majalengka Wetan, Kec. Majalengka")
    ),
}
for _name in (
    "too_many_pins", "no_report", "empty_report", "help_text", "to_officer", "stopped", "started",
):  # fmt: skip
    TEXTS[_name] = getattr(replies, _name)
for _name in (
    "sent_on", "completed", "confirmed", "contested", "rated", "withdrawn", "restored", "appealed",
    "consented", "place_unknown", "nothing_to_read",
):  # fmt: skip
    TEXTS[_name] = lambda name=_name: replies.done("LP-9K47-TX2B", getattr(replies, name)())


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", TEXTS)
def test_every_answer_is_one_message(name, language):
    with translation.override(language):
        is_one(TEXTS[name]())
