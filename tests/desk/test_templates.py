"""A text that was kept ready goes behind what is typed, and nothing is lost or sent by it."""

import pytest

from kentongan.complaints.models import AnswerTemplate
from kentongan.complaints.services import answer_templates as keeping
from kentongan.complaints.services.answer_templates import Content

pytestmark = pytest.mark.django_db


def test_a_text_kept_ready_is_put_behind_what_is_typed(client_for, cast, in_progress):
    complaint, client = in_progress(), client_for(cast.liaison)
    content = Content(step="answer", title="Sudah ditangani", text="Laporan {number} selesai.")
    kept = keeping.add(content, by=cast.district_admin.actor)
    url = f"{complaint.get_absolute_url()}langkah/answer/isi/"
    assert url in client.get(complaint.get_absolute_url()).content.decode()
    assert "Sudah ditangani" in client.get(url).content.decode()

    filled = client.post(url, {"template": kept.pk, "text": "Yth. pelapor,"})

    words = filled.context["panel"].form["text"].value()
    assert words == f"Yth. pelapor,\n\nLaporan {complaint.shown_number} selesai."
    complaint.refresh_from_db()
    assert complaint.status == "in_progress"
    assert client.post(url, {"template": "0"}).status_code == 404


def test_an_office_keeps_its_texts_in_the_console(client_for, cast):
    client = client_for(cast.liaison)
    facts = {"step": "ask", "title": "Letak", "text": "Di jalan mana, {place}?"}
    assert client.post("/konsol/templat-baru/", facts | {"text": "{x}"}).status_code == 409
    assert client.post("/konsol/templat-baru/", facts).status_code == 302
    [row] = AnswerTemplate.objects.all()
    assert row.unit_id == cast.liaison.actor.organization_id
    changed = client.post(
        f"/konsol/templat/{row.pk}/", facts | {"title": "Letak persis", "seen": "0"}
    )
    assert changed.status_code in (302, 409)
    assert "Letak" in client.get("/konsol/templat/").content.decode()
    assert client_for(cast.other_liaison).get(f"/konsol/templat/{row.pk}/").status_code == 404
