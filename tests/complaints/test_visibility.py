"""Who may see which complaint, and who never learns who wrote it."""

import pytest

from kentongan.audit.models import Entry
from kentongan.complaints import services, workflow
from kentongan.complaints.choices import Status
from kentongan.complaints.models import Complaint
from kentongan.complaints.refusals import MoveRefused
from kentongan.organizations.actor import Actor


def seen_by(actor, complaint):
    return Complaint.objects.visible_to(actor).filter(pk=complaint.pk).exists()


def test_each_office_sees_its_own(cast, make):
    complaint = make("dispatched")
    sees = {
        name: seen_by(getattr(cast, name).actor, complaint)
        for name in (
            "national_admin", "district_admin", "liaison", "drafter", "unit_head", "leader",
            "inspector", "other_liaison", "outsider_admin", "outsider_liaison", "auditor", "clerk",
            "operator", "reporter",
        )
    }  # fmt: skip
    assert sees == {
        "national_admin": True, "district_admin": True, "liaison": True, "drafter": True,
        "unit_head": True, "leader": True, "inspector": True, "other_liaison": False,
        "outsider_admin": False, "outsider_liaison": False, "auditor": False, "clerk": False,
        "operator": False, "reporter": False,
    }  # fmt: skip


def test_the_public_sees_what_is_verified_and_not_secret(cast, make):
    assert not seen_by(Actor.public(), make("forwarded"))
    assert seen_by(Actor.public(), make("dispatched"))
    assert not seen_by(Actor.public(), make("dispatched", is_secret=True))


def test_a_leader_does_not_read_secret_ones(cast, make):
    assert not seen_by(cast.leader.actor, make("dispatched", is_secret=True))


def test_a_unit_cannot_open_who_is_anonymous_to_it(cast, make):
    complaint = make("dispatched")
    with pytest.raises(MoveRefused):
        services.reveal_identity(complaint, by=cast.liaison.actor, reason="Perlu")


def test_the_desk_opens_with_a_reason_that_is_recorded(cast, make):
    complaint = make("dispatched")
    before = Entry.objects.count()
    person = services.reveal_identity(
        complaint, by=cast.district_admin.actor, reason="Pelapor diminta jadi saksi"
    )
    assert person.name == "Siti"
    assert Entry.objects.count() == before + 1
    assert not Complaint.objects.filter(shown_name__contains="Siti").exists()


def test_personal_numbers_leave_the_public_text(cast, make):
    text = "Tolong hubungi 0812-3456-7890 atau NIK 3210123456789012, jembatan rusak."
    complaint = make("dispatched", text=text)
    assert "0812" not in complaint.public_text
    assert "3210123456789012" not in complaint.public_text


@pytest.mark.parametrize("status", Status.values)
def test_every_status_can_be_left(status):
    assert any(not move.stays for move in workflow.moves_from(status))
