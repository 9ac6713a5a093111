"""The seven steps of the SOP in real browsers, each person in a session of their own."""

import pytest

from kentongan.notifications.models import Message

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "Jembatan gantung di Blok Desa Heuleut putus dua papannya sejak Senin, anak sekolah memutar."
ANSWER = "Papan jembatan kami ganti pada 2 Desember. Penanggung jawab: Bidang Bina Marga."


def test_a_report_travels_from_the_citizen_to_the_answer_and_back(
    cast, offices, citizen, officer, work_off, sent, status_of, axe
):
    # 1 and 2: the citizen reports; Admin Pusat has it.
    siti = citizen(TEXT, email="warga@contoh.demo", place="Heuleut, Kec. Kadipaten")
    assert axe(siti.page) == []
    assert status_of(siti) in ("received", "forwarded")
    national = officer(cast.national_admin)
    if status_of(siti) == "received":
        national.step(siti.number, "forward", institution=str(offices("majalengka").pk))
    assert status_of(siti) == "forwarded"

    # 3: Admin Kabupaten notifies the unit through its liaison officer.
    desk = officer(cast.district_admin)
    assert axe(desk.open(siti.number)) == []
    desk.step(siti.number, "dispatch", unit=str(offices("putr").pk), note="Mohon dicek hari ini.")
    assert status_of(siti) == "dispatched"
    sent(user=cast.liaison.user, transport="email", purpose="unit_dispatched")
    assert Message.objects.filter(user=cast.liaison.user, transport="email").count() == 1

    # 4: the unit has the notification, opens it and takes it up.
    liaison = officer(cast.liaison, phone=True)
    assert siti.number in liaison.news()
    liaison.step(siti.number, "accept")
    assert status_of(siti) == "in_progress"

    # 5: one drafts, another approves.
    officer(cast.drafter).step(siti.number, "draft", text=ANSWER)
    assert status_of(siti) == "awaiting_approval"
    liaison.step(siti.number, "approve")
    assert status_of(siti) == "answered"

    # 6: both desks are told.
    work_off()
    assert siti.number in desk.news()
    assert siti.number in national.news()

    # 7: the citizen has the answer by mail and on the page, and the last word.
    sent(purpose="answered", transport="email", user=None)
    page = siti.look()
    assert ANSWER in page.inner_text("main")
    assert axe(page) == []
    siti.step("confirm")
    assert status_of(siti) == "closed"


def test_a_citizen_contests_an_answer_and_the_unit_has_it_again(
    cast, offices, citizen, officer, status_of
):
    siti = citizen(TEXT)
    desk, liaison = officer(cast.district_admin), officer(cast.liaison)
    if status_of(siti) == "received":
        forward = officer(cast.national_admin)
        forward.step(siti.number, "forward", institution=str(offices("majalengka").pk))
    desk.step(siti.number, "dispatch", unit=str(offices("putr").pk))
    liaison.step(siti.number, "accept")
    liaison.step(siti.number, "answer", text=ANSWER)

    siti.look()
    siti.step("contest", contest_reason="not_done", text="Papannya belum diganti.")

    assert status_of(siti) == "reopened"
    assert "Papannya belum diganti." in liaison.open(siti.number).inner_text("main")


def test_the_whole_way_works_without_script(cast, offices, citizen, status_of, client_for):
    siti = citizen(TEXT, place="Heuleut, Kec. Kadipaten", script=False)

    page = siti.look()
    assert TEXT in page.inner_text("main")
    siti.step("add", text="Hari ini satu papan lagi lepas.")

    assert "Hari ini satu papan lagi lepas." in siti.look().inner_text("main")
