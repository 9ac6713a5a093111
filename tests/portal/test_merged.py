"""The page of a reporter whose report was joined with another one."""

import pytest
from django.urls import reverse

from kentongan.complaints import services
from kentongan.complaints.models import Complaint
from kentongan.complaints.services.answers import Substance
from kentongan.organizations.actor import Actor
from tests.complaints.reaching import reach

pytestmark = pytest.mark.django_db
ON_DUTY = Substance(override="Nomor piket kantor")
ANSWER = "Lampu kami ganti besok. Hubungi Dani di 0812-3456-7890 bila padam lagi."


@pytest.fixture
def joined(cast, offices):
    """(report, master): the master is in work and its reporter has said something of their own."""
    master, child = reach(cast, "in_progress"), reach(cast, "forwarded")
    services.add(master, by=Actor.with_pin(master.pk), text="Rumah saya nomor tujuh.")
    services.merge(child, by=cast.district_admin.actor, master=master)
    return child, Complaint.objects.get(pk=master.pk)


@pytest.fixture
def page_of(client):
    """What the reporter of a complaint reads after giving number and PIN."""

    def look(complaint):
        from kentongan.portal.access import SESSION_KEY

        session = client.session
        session[SESSION_KEY] = [complaint.number]
        session.save()
        url = reverse("portal:tracked", args=[complaint.shown_number])
        return client.get(url).content.decode()

    return look


def test_the_joint_answer_is_read_on_the_own_page_and_nothing_of_the_other_reporter(
    cast, joined, page_of
):
    child, master = joined
    assert "Lampu kami ganti" not in page_of(child)

    services.answer(master, by=cast.liaison.actor, text=ANSWER, substance=ON_DUTY)

    page = page_of(child)
    assert "Lampu kami ganti besok." in page
    assert "3456" not in page, "an answer to another one may name people"
    assert "Rumah saya nomor tujuh." not in page
    assert "Rumah saya nomor tujuh." in page_of(master)


def test_taken_out_again_a_report_shows_its_own_history_only(cast, joined, page_of):
    child, master = joined
    services.answer(master, by=cast.liaison.actor, text=ANSWER, substance=ON_DUTY)
    services.unmerge(
        Complaint.objects.get(pk=child.pk), by=cast.district_admin.actor, reason="Lain tempat."
    )

    assert "Lampu kami ganti" not in page_of(child)
