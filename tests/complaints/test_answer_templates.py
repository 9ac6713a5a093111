"""Texts kept ready: variables are checked, an edit keeps the old version, each office has its own."""

import pytest

from kentongan.audit.models import Entry
from kentongan.complaints import answer_templates
from kentongan.complaints.models import AnswerTemplate
from kentongan.complaints.services import answer_templates as keeping
from kentongan.complaints.services.answer_templates import Content
from kentongan.organizations.errors import ChangeRefused, PermissionRefused

pytestmark = pytest.mark.django_db


def content(text="Laporan {number} di {place} sudah ditangani.", **facts):
    return Content(step="answer", title="Sudah ditangani", text=text, **facts)


def test_variables_are_checked_on_saving_and_written_for_the_complaint(cast, make):
    by = cast.district_admin.actor
    with pytest.raises(ChangeRefused, match=r"\{nama}"):
        keeping.add(content("Yth. {nama}"), by=by)
    with pytest.raises(ChangeRefused, match=r"\{promised}"):  # only a promise knows its day
        keeping.add(content("Selesai {promised}"), by=by)
    with pytest.raises(ChangeRefused, match=r"\{number}"):
        keeping.add(content("Laporan {number"), by=by)
    kept = keeping.add(content(), by=by)

    complaint = make("in_progress")

    assert kept in answer_templates.offered(complaint, "answer", by=cast.liaison.actor)
    words = answer_templates.filled(kept, complaint)
    assert complaint.shown_number in words
    assert "{" not in words
    assert answer_templates.offered(complaint, "ask", by=cast.liaison.actor) == []


def test_an_edit_is_a_new_version_and_the_old_one_stays(cast):
    by = cast.district_admin.actor
    first = keeping.add(content(), by=by)
    second = keeping.change(first, content("Beres."), by=by)
    with pytest.raises(PermissionRefused):  # the second to edit the old one
        keeping.change(first, content("Lain."), by=by)
    first.refresh_from_db()
    assert (first.replaced_by, first.is_active, second.version) == (second, False, 2)
    assert list(AnswerTemplate.objects.in_use()) == [second]
    keeping.set_active(second, False, by=by)
    assert not AnswerTemplate.objects.in_use().exists()
    actions = Entry.objects.filter(action__startswith="answer_template.").order_by("sequence")
    assert [one.action.partition(".")[2] for one in actions] == ["added", "changed", "retired"]


def test_a_unit_keeps_its_own_and_no_other_office_sees_or_changes_them(cast, make, offices):
    own = keeping.add(content(unit=offices("putr")), by=cast.liaison.actor)
    with pytest.raises(PermissionRefused):
        keeping.add(content(unit=offices("dlh")), by=cast.liaison.actor)
    with pytest.raises(PermissionRefused):
        keeping.set_active(own, False, by=cast.other_liaison.actor)
    with pytest.raises(PermissionRefused):
        keeping.add(content(), by=cast.auditor.actor)
    complaint = make("in_progress")
    assert own in answer_templates.offered(complaint, "answer", by=cast.liaison.actor)
    assert answer_templates.offered(complaint, "answer", by=cast.other_liaison.actor) == []
