"""An answer from the first letter to the citizen's page, in a real browser, also when it is offline."""

import pytest
from playwright.sync_api import expect

from kentongan.complaints import services
from kentongan.complaints.models import Answer
from kentongan.organizations.actor import Actor
from tests.desk.steps import in_progress

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW = {"viewport": {"width": 360, "height": 800}}
SAID = "Petugas memeriksa tempatnya pada 3 Desember. Lampu sudah diganti hari itu."


def test_an_answer_is_written_checked_approved_and_read_point_by_point(
    new_page, axe, cast, live_server
):
    complaint = in_progress(cast)
    listed = ["Lampu diganti", "Tiang dicat"]
    services.list_points(complaint, by=cast.liaison.actor, points=listed)
    page = new_page(cast.drafter, **NARROW)
    page.goto(complaint.get_absolute_url())
    form = page.locator("form[data-autosave]")
    gate = form.locator(".gate")

    # The check follows what is typed, and the draft waits for the network to come back.
    page.context.set_offline(True)
    form.locator("[name=text]").fill(f"{SAID} Hubungi 0812-3456-7890.")
    form.locator("select[name^=kind_]").first.select_option("done")
    status = form.locator("[data-autosave-status]")
    expect(status).to_contain_text("Belum tersimpan")
    page.context.set_offline(False)
    form.locator("select[name^=kind_]").last.select_option("refused")
    expect(status).to_contain_text("Draf disimpan")
    expect(gate).to_contain_text("nomor ponsel")
    expect(gate).to_contain_text("tanpa menyebut aturannya")
    kept = Answer.objects.get(complaint=complaint)
    assert [one["kind"] for one in kept.content["outcomes"]] == ["done", "refused"]

    form.locator("[name=text]").fill(SAID)
    form.locator("[name^=words_]").first.fill("Lampu LED baru terpasang.")
    form.locator("[name^=evidence_]").first.fill("Foto 3 Desember")
    form.locator("[name^=words_]").last.fill("Tiang itu cagar budaya.")
    form.locator("[name^=legal_basis_]").last.fill("UU 11/2010 pasal 66")
    expect(gate.locator(".is-law, .is-stop")).to_have_count(0)
    assert axe(page) == []
    form.get_by_role("button", name="Ajukan").first.click()
    expect(page.locator(".badge").first).to_contain_text("Menunggu persetujuan")

    head = new_page(cast.unit_head, **NARROW)
    head.goto(complaint.get_absolute_url())
    head.get_by_role("button", name="Periksa dan pratinjau").click()
    preview = head.locator("section[aria-labelledby=preview-heading]")
    expect(preview).to_contain_text("Tiang itu cagar budaya.")
    expect(preview).to_contain_text("bagian SMS")
    expect(preview).to_contain_text("xxxxxxxxxxxxxxxxxxxx")
    assert axe(head) == []
    assert head.evaluate("document.documentElement.scrollWidth") <= 360
    head.get_by_role("button", name="Setujui dan kirim").first.click()
    expect(head.locator(".badge").first).to_contain_text("Ditindaklanjuti")

    reader = new_page(**NARROW)
    reader.goto(f"/laporan/{complaint.shown_number}/")
    expect(reader.locator("main")).to_contain_text("UU 11/2010 pasal 66")
    expect(reader.locator("main")).to_contain_text("Ini jawaban kantor.")
    assert axe(reader) == []
    services.confirm(complaint.__class__.objects.get(), by=Actor.with_pin(complaint.pk))
