"""The file for the Ombudsman: with consent alone, complete, and checked by its own sums."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.db import transaction

from kentongan.audit.models import Entry
from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.attachments import Upload
from kentongan.complaints.refusals import MoveRefused
from tests.complaints.reaching import SITI, own, reach

PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def complaint(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with clock.at(clock.now() - timedelta(days=61)):
        one = reach(cast, "in_progress", personal=SITI)
        services.add(one, by=own(one), text="Bukti.", files=[Upload("bukti.pdf", PDF)])
        services.note(one, by=cast.liaison.actor, text="Catatan antarpetugas.")
    return one


def opened(content):
    archive = zipfile.ZipFile(io.BytesIO(content))
    parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts["manifes.json"])
    for name, digest in manifest["sha256"].items():
        assert hashlib.sha256(parts[name]).hexdigest() == digest
    assert set(manifest["sha256"]) == set(parts) - {"manifes.json"}
    return parts, json.loads(parts["berkas.json"]), manifest


@pytest.mark.django_db(transaction=True)
def test_the_file_leaves_with_consent_alone_and_proves_itself(cast, complaint, client_for):
    url = f"/meja/{complaint.shown_number}/ombudsman/"
    desk = client_for(cast.district_admin)
    assert "belum setuju" in desk.get(url).content.decode()
    with pytest.raises(MoveRefused):
        services.export_file(complaint, by=cast.district_admin.actor, reason="Diminta")
    services.consent_referral(complaint, by=own(complaint).through("web"))
    with pytest.raises(MoveRefused):
        services.export_file(complaint, by=cast.liaison.actor, reason="Diminta")
    assert desk.post(url, {"reason": ""}).status_code == 422
    answer = desk.post(url, {"reason": "Diteruskan ke Ombudsman"})
    assert answer["Content-Type"] == "application/zip"
    parts, facts, manifest = opened(answer.content)
    assert facts["reporter"]["name"] == SITI.name
    assert manifest["head_hash"] == facts["steps"][-1]["hash"]
    assert PDF in parts.values()
    html = parts["berkas.html"].decode()
    assert "Saya setuju Ombudsman Republik Indonesia" in html
    assert "Catatan antarpetugas." in html
    opened_by = Entry.objects.filter(action__in=("identity.open", "complaint.export"))
    assert opened_by.count() == 2
    assert transaction.get_autocommit()


def test_the_reporters_own_copy_holds_no_word_among_officers(complaint):
    from kentongan.complaints import dossier

    parts, facts, _manifest = opened(dossier.build(complaint, person=None, is_own=True))
    assert facts["reporter"] is None
    assert "antarpetugas" not in parts["berkas.html"].decode() + str(facts)
    assert PDF in parts.values()
