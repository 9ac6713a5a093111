"""Administrators see what the clocks will do, change the ladder and the texts, and resend."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.escalation import forecast
from kentongan.complaints.models import ClockRun
from kentongan.deadlines import ladder as ladders
from kentongan.deadlines import ladder_editing
from kentongan.deadlines.ladder_editing import RungChange
from kentongan.deadlines.ladder_models import Rung
from kentongan.notifications import wordings
from kentongan.notifications.models import Message, Preference, TransportHealth, Wording
from tests.complaints.conftest import MONDAY
from tests.complaints.reaching import reach
from tests.complaints.test_ladder import drain, fired, sweep_until

pytestmark = pytest.mark.django_db
PAGES = ("messages", "texts", "ladder", "simulation", "promises")


@pytest.fixture(autouse=True)
def forget_texts():
    wordings.forget()
    yield
    wordings.forget()


@pytest.fixture
def monday():
    with clock.at(MONDAY):
        yield MONDAY


@pytest.mark.parametrize("name", PAGES)
def test_those_who_administer_are_let_in_and_others_refused(name, client, client_for, cast):
    address = reverse(f"console:{name}")

    assert client_for(cast.national_admin).get(address).status_code == 200
    assert client_for(cast.liaison).get(address).status_code == 403
    assert client_for(cast.leader).get(address).status_code == 403
    assert client.get(address).status_code == 302
    district = client_for(cast.district_admin).get(address)
    assert district.status_code == (403 if name == "texts" else 200)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_the_same_with_many_rows(name, client_for, cast, query_count):
    for number in range(60):
        Message.objects.create(
            dedupe=f"many{number}", purpose="unit_dispatched", transport="email", state="dead",
            template="complaints/messages/unit_dispatched", user=cast.liaison.user,
            created_at=clock.now(),
        )  # fmt: skip
    client = client_for(cast.national_admin)
    client.get(reverse(f"console:{name}"))

    with query_count() as statements:
        client.get(reverse(f"console:{name}"))

    assert len(statements) <= 9


def undelivered(cast, about):
    return Message.objects.create(
        dedupe=f"dead{about.pk}", about=about.pk, reference=about.number, purpose="unit_dispatched",
        template="complaints/messages/unit_dispatched", transport="email", state="dead",
        user=cast.liaison.user, last_error="550 no such person", created_at=clock.now(),
    )  # fmt: skip


def test_an_undeliverable_message_is_shown_with_its_reason_and_sent_again(client_for, cast):
    one = undelivered(cast, reach(cast, "dispatched"))
    client = client_for(cast.district_admin)

    page = client.get(reverse("console:messages"))
    assert "550 no such person" in page.content.decode()
    assert cast.liaison.user.full_name in page.content.decode()
    client.post(reverse("console:resend", args=[one.pk]))

    one.refresh_from_db()
    assert (one.state, one.tries) == ("waiting", 0)


def test_the_desk_of_another_district_neither_sees_nor_resends_it(client_for, cast):
    one = undelivered(cast, reach(cast, "dispatched"))
    client = client_for(cast.outsider_admin)

    assert "550" not in client.get(reverse("console:messages")).content.decode()
    assert client.post(reverse("console:resend", args=[one.pk])).status_code == 404
    one.refresh_from_db()
    assert one.state == "dead"


def test_the_page_of_messages_names_no_reporter(client_for, cast):
    complaint = reach(cast, "received", reporter_user_id=cast.reporter.user.pk)
    Message.objects.filter(about=complaint.pk, transport="email").update(
        state="dead", due_at=None, last_error="down"
    )

    page = client_for(cast.national_admin).get(reverse("console:messages")).content.decode()

    assert "down" in page
    assert cast.reporter.user.full_name not in page


def test_a_resting_carrier_can_be_tried_at_once(client_for, cast):
    TransportHealth.objects.create(
        transport="email", failures=9, open_until=clock.now() + timedelta(minutes=10)
    )
    client_for(cast.national_admin).post(reverse("console:wake", args=["email"]))

    assert TransportHealth.objects.get(pk="email").open_until is None


def test_a_text_is_previewed_exactly_with_its_sms_parts_saved_and_brought_back(client_for, cast):
    client = client_for(cast.operator)
    address = reverse("console:text", args=["answered", "sms", "id"])
    long = "{number} sudah dijawab. {link} " + "Terima kasih. " * 12

    shown = client.post(reverse("console:preview", args=["answered", "sms", "id"]), {"body": long})
    assert "LP-9K47-TX2B" in shown.content.decode()
    assert "2 bagian SMS" in shown.content.decode() or "2 SMS parts" in shown.content.decode()
    assert client.post(address, {"body": long, "do": "save"}).status_code == 302
    assert Wording.objects.get().body == long.strip()
    refused = client.post(address, {"body": "Tanpa kode", "do": "save"})
    assert refused.status_code == 422
    assert "{number}" in refused.content.decode()
    assert "Tanpa kode" in refused.content.decode()
    client.post(address, {"body": "x", "do": "shipped"})
    assert Wording.objects.first().is_shipped


def test_a_text_for_one_event_or_channel_alone_is_written_and_taken_back(client_for, cast):
    client = client_for(cast.national_admin)
    address = reverse("console:text", args=["dispatched", "whatsapp", "id"])
    narrow = f"{address}?untuk=redispatch-reporter"
    page = client.get(narrow).content.decode()
    assert "Hanya lewat WhatsApp" in page
    assert "{legal}" in page

    saved = client.post(narrow, {"do": "save", "body": "{number} pindah. {link}"})
    listed = client.get(reverse("console:texts")).content.decode()
    client.post(narrow, {"do": "shipped"})

    assert saved["Location"] == narrow
    assert "1 teks hanya untuk satu kejadian atau kanal" in listed
    assert Wording.objects.filter(template__endswith="@redispatch-reporter").count() == 2
    assert client.get(f"{address}?untuk=approve-reporter").status_code == 404


def test_the_simulator_shows_for_a_complaint_what_then_really_happens(cast, monday, client_for):
    complaint = reach(cast, "in_progress")
    plan = [one.rung.code for one in forecast.ahead(complaint, now=MONDAY) if one.rung]

    sweep_until(MONDAY + timedelta(days=80))

    assert fired(complaint) == plan
    page = client_for(cast.district_admin).get(
        reverse("console:simulation"), {"kode": complaint.shown_number}
    )
    assert page.status_code == 200


def test_a_changed_ladder_is_tried_on_the_last_ninety_days(cast, monday):
    for _number in range(3):
        reach(cast, "in_progress")
    target = ClockRun.objects.filter(clock="answer").first().target_at
    now = target - timedelta(days=2)
    rung = ladders.facts_of(Rung.objects.get(code="jawaban-80"))
    change = RungChange("after_due", 5, "working_day", ("leader",), ("email",))
    changed = ladders.changed(ladders.current(), [ladder_editing.proposed(rung, change)])

    found = forecast.replay(changed, clocks=["answer"], institution_id=None, now=now)

    by_code = {one.rung.code: (one.before, one.after) for one in found.changes}
    assert by_code["jawaban-50"] == (3, 3)
    assert by_code["jawaban-80"] == (3, 0)


def test_the_simulator_agrees_with_what_the_ladder_did(cast, monday):
    first, second = (reach(cast, "in_progress") for _ in range(2))
    target = ClockRun.objects.filter(clock="answer").first().target_at
    sweep_until(target + timedelta(hours=1))
    with clock.at(target + timedelta(hours=2)):
        services.answer(first, by=cast.liaison.actor, text="Sudah diperbaiki.")
    now = target + timedelta(days=20)
    sweep_until(now, start=target + timedelta(hours=2))

    found = forecast.replay(ladders.current(), clocks=["answer"], institution_id=None, now=now)

    told = [code for one in (first, second) for code in fired(one) if code.startswith("jawaban")]
    assert {one.rung.code: one.before for one in found.changes} == {
        code: told.count(code) for code in told
    }


def test_a_district_gets_a_ladder_of_its_own_and_leaves_the_others_theirs(client_for, cast):
    rung = Rung.objects.get(code="jawaban-50")
    day = clock.today() + timedelta(days=1)
    facts = {
        "anchor": "percent", "value": 30, "audiences": ["liaison", "unit_head"],
        "transports": ["bell"], "valid_from": day.isoformat(),
    }  # fmt: skip
    client = client_for(cast.district_admin)

    tried = client.post(reverse("console:rung", args=[rung.pk]), facts | {"do": "simulate"})
    assert tried.status_code == 200
    assert Rung.objects.filter(institution__isnull=False).count() == 0
    saved = client.post(reverse("console:rung", args=[rung.pk]), facts | {"do": "save"})
    assert saved.status_code == 302

    own = Rung.objects.filter(institution=cast.district_admin.actor.institution_id)
    assert own.filter(code="jawaban-50", valid_from=day, value=30).count() == 1
    assert own.filter(code="jawaban-50", valid_to=day - timedelta(days=1), value=50).count() == 1
    assert set(own.values_list("code", flat=True)) == set(
        Rung.objects.filter(clock="answer", institution=None).values_list("code", flat=True)
    )
    rung.refresh_from_db()
    assert (rung.value, rung.valid_to) == (50, None)


def test_a_rung_cannot_be_for_the_reporter_and_officers_at_once(client_for, cast):
    rung = Rung.objects.get(code="jawaban-50")
    answer = client_for(cast.national_admin).post(
        reverse("console:rung", args=[rung.pk]),
        {
            "anchor": "percent", "value": 30, "audiences": ["liaison", "reporter"],
            "transports": ["bell"], "valid_from": clock.today().isoformat(), "do": "save",
        },
    )  # fmt: skip

    assert answer.status_code == 422


def test_a_person_says_how_to_be_told(client_for, cast):
    client = client_for(cast.liaison)
    address = reverse("portal:wishes")

    assert client.get(address).status_code == 200
    half = client.post(address, {"email": "daily", "quiet_from": "21:00"})
    assert half.status_code == 422
    client.post(address, {"email": "daily", "quiet_from": "21:00", "quiet_to": "05:30"})

    wish = Preference.objects.get(pk=cast.liaison.user.pk)
    assert (wish.email, wish.sms, str(wish.quiet_to)) == ("daily", False, "05:30:00")


def test_the_certificate_is_on_the_desk_and_with_the_reporter(client_for, client, cast, monday):
    complaint = reach(cast, "in_progress")
    number = complaint.shown_number

    page = client_for(cast.liaison).get(reverse("desk:certificate", args=[number]))
    data = client_for(cast.liaison).get(reverse("desk:certificate_data", args=[number]))
    assert page.status_code == 200
    assert data.json()["agrees"] is True
    other = client_for(cast.other_liaison).get(reverse("desk:certificate", args=[number]))
    assert other.status_code == 404
    assert client.get(reverse("portal:certificate", args=[number])).status_code == 302
    session = client.session
    session["tracked"] = [complaint.number]
    session.save()
    mine = client.get(reverse("portal:certificate", args=[number]))
    assert mine.status_code == 200
    assert cast.liaison.user.full_name not in mine.content.decode()
    drain(MONDAY)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1366])
def test_the_pages_are_accessible_and_fit(new_page, axe, width):
    from kentongan.demo import cast as people

    cast = people.load()
    with clock.at(clock.now() - timedelta(days=9)):
        complaint = reach(cast, "in_progress")
    undelivered(cast, complaint)
    rung = Rung.objects.get(code="jawaban-50")
    page = new_page(cast.national_admin)
    page.set_viewport_size({"width": width, "height": 740})
    for address in (
        reverse("console:messages"),
        reverse("console:texts"),
        reverse("console:text", args=["answered", "sms", "id"]),
        reverse("console:ladder"),
        reverse("console:rung", args=[rung.pk]),
        reverse("console:simulation") + f"?kode={complaint.shown_number}",
        reverse("console:promises"),
        reverse("desk:certificate", args=[complaint.shown_number]),
        reverse("portal:wishes"),
    ):
        page.goto(address)
        assert axe(page) == [], address
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), address


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_preview_follows_what_is_typed(new_page):
    from kentongan.demo import cast as people

    page = new_page(people.load().national_admin)
    page.goto(reverse("console:text", args=["answered", "sms", "id"]))
    page.fill("[name=body]", "Sudah dijawab, {number}: {link} " + "Terima kasih. " * 12)
    page.wait_for_selector("#preview:has-text('2 bagian SMS')")
