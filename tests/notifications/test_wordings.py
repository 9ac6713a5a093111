"""A text that an office has changed is the one that is sent; a wrong one is refused with a reason."""

import pytest
from django.utils import timezone

from kentongan.complaints import wording
from kentongan.notifications import delivery, rendering, wordings
from kentongan.notifications.models import Message, Wording
from kentongan.notifications.wordings import WordingRefused
from tests.complaints.reaching import reach
from tests.notifications import carriers

pytestmark = pytest.mark.django_db
ANSWERED = "complaints/messages/answered"


def save(subject="Jawaban untuk {number}", body="Sudah dijawab: {link}", **given):
    facts = {"form": "text", "language": "id", "by_id": None, "by_label": "Pak Budi"} | given
    return wordings.save(ANSWERED, subject=subject, body=body, **facts)


@pytest.mark.parametrize("topic", ["answered", "rung_due", "asked"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_shipped_text_with_its_variables_passes_its_own_check(topic, language):
    template = f"complaints/messages/{topic}"
    subject, body = wordings.shipped(template, is_sms=False, language=language)

    wordings.check(template, subject, body, is_sms=False)
    assert "{number}" in subject + body


def test_every_text_of_the_product_can_be_edited(cast):
    faults = []
    for topic in wording.topics():
        for is_sms in (False, True) if wordings.has_sms(topic.template) else (False,):
            for language in ("id", "en"):
                subject, body = wordings.shipped(topic.template, is_sms=is_sms, language=language)
                try:
                    wordings.check(topic.template, subject, body, is_sms=is_sms)
                except WordingRefused as refusal:
                    faults.append((topic.code, is_sms, language, str(refusal)))
    assert faults == []


def test_a_changed_text_is_what_the_reporter_gets(cast, carried_by):
    carried_by(email="Taking")
    save()
    complaint = reach(cast, "answered")

    delivery.sweep(timezone.now())

    mine = [one for one in carriers.Taking.taken if one[1].startswith("Jawaban untuk")]
    ((address, subject, text),) = mine
    assert address == "siti@contoh.demo"
    assert subject == f"Jawaban untuk {complaint.shown_number}"
    assert "/lacak/" in text
    assert "{" not in text


def test_an_empty_version_brings_the_shipped_text_back(cast):
    save()
    save(subject="", body="")
    message = Message(template=ANSWERED, transport="email", params={"number": "9K47TX2B"})

    assert "Jawaban untuk" not in rendering.text_of(message).subject
    assert [one.version for one in Wording.objects.order_by("version")] == [1, 2]


@pytest.mark.parametrize(
    ("subject", "body", "says"),
    [
        ("", "Sudah: {number} {link}", "subject|judul"),
        ("Jawaban {number}", "", "text|isi"),
        ("Jawaban {number}", "{link} {master}", "master"),
        ("Jawaban {number}", "{link} {nama}", "nama"),
        ("Jawaban {number}", "Tanpa tautan", "link"),
        ("Jawaban {number}", "{link} {", r"\{number\}"),
        ("Jawaban", "{link}", "number"),
    ],
)
def test_a_text_that_cannot_work_is_refused_with_the_reason(subject, body, says):
    with pytest.raises(WordingRefused, match=f"(?i){says}"):
        save(subject=subject, body=body)
    assert not Wording.objects.exists()


def test_no_code_of_whoever_edits_it_is_run(cast):
    save(subject="{number}", body="{link} harga 100% & <b>tebal</b>")
    message = Message(
        template=ANSWERED, transport="email", params={"number": "9K47TX2B"}, language="id"
    )

    assert "harga 100% & <b>tebal</b>" in rendering.text_of(message).body
    with pytest.raises(WordingRefused):
        save(subject="{number}", body="{link} {% load i18n %}{{ settings.SECRET_KEY }}")


def test_a_text_changed_in_one_language_leaves_the_other(cast):
    save(language="en", subject="Answer to {number}", body="Read it: {link}")
    message = Message(
        template=ANSWERED, transport="email", params={"number": "9K47TX2B"}, language="id"
    )

    assert "Read it" not in rendering.text_of(message).body


def sent(transport, variant="answer-reporter", language="id"):
    params = {"number": "9K47TX2B", "variant": variant}
    message = Message(template=ANSWERED, transport=transport, params=params, language=language)
    return rendering.text_of(message).body


def test_the_narrowest_text_is_sent_one_channel_before_all_one_event_before_all(cast):
    save(body="umum {link}")
    save(body="surel {link}", form="email")
    save(body="wa {number} {link}", subject="", form="whatsapp")
    save(body="sms {number} {link}", subject="", form="sms")
    wordings.save(
        f"{ANSWERED}@approve-reporter", form="text", language="id", subject="{number}",
        body="disetujui {link}", by_id=None, by_label="Pak Budi",
    )  # fmt: skip
    first = {way: sent(way).split()[0] for way in ("email", "bell", "telegram", "sms", "whatsapp")}
    assert first == {
        "email": "surel", "bell": "umum", "telegram": "umum", "sms": "sms", "whatsapp": "wa",
    }  # fmt: skip
    assert sent("bell", "approve-reporter").startswith("disetujui")
    assert sent("email", "approve-reporter").startswith("disetujui")


def test_each_message_names_its_event_and_audience(cast):
    reach(cast, "answered")
    known = {word for topic in wording.topics() for word, _label in topic.variants}
    told = {one.params["variant"] for one in Message.objects.exclude(template="")}
    assert {"approve-reporter", "approve-national", "dispatch-liaisons"} <= told
    assert {"approve-reporter", "approve-national", "dispatch-liaisons", "jawaban-lewat"} <= known


def test_both_dates_are_variables_of_a_text_that_includes_them(cast):
    names = {one.name for one in wordings.usable("complaints/messages/dispatched")}
    assert {"due", "legal"} <= names
    body = wordings.shipped("complaints/messages/dispatched", is_sms=False, language="id")[1]
    assert "Target: {due}. Batas menurut hukum: {legal}." in body
