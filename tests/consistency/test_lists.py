"""No list reads or counts all rows: the same statements at two complaints as at two hundred."""

import re

import pytest

from kentongan.complaints import services
from kentongan.complaints.choices import Channel
from kentongan.complaints.models import Complaint
from kentongan.complaints.services.submit import Submission
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization

pytestmark = pytest.mark.django_db
LISTS = {  # address, and who reads it
    "public": ("/laporan/", None),
    "public, found": ("/laporan/?q=lampu", None),
    "mine": ("/saya/", "reporter"),
    "inbox of Admin Pusat": ("/meja/?lihat=all", "national_admin"),
    "inbox of the district": ("/meja/?lihat=units", "district_admin"),
    "inbox of a unit": ("/meja/", "liaison"),
    "inbox of the leader": ("/meja/?lihat=all", "leader"),
}


def fill(cast, count):
    institution = Organization.objects.get(code="majalengka")
    unit = Organization.objects.get(code="putr")
    for _ in range(count):
        given = Submission(
            text="Lampu jalan di depan pasar padam sejak tiga hari.",
            channel=Channel.WEB,
            institution=institution,
            reporter_user_id=cast.reporter.user.pk,
        )
        receipt = services.submit(given, by=Actor.system())
        complaint = Complaint.objects.get(pk=receipt.complaint_id)
        services.dispatch(complaint, by=cast.district_admin.actor, unit=unit)


def counts_without_end(sql):
    """A COUNT whose rows no LIMIT bounds."""
    return "COUNT(" in sql and not re.search(r"COUNT\(.*?\).* LIMIT \d+", sql, re.DOTALL)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_the_same_whatever_its_length(cast, client, client_for, query_count, name):
    address, reader = LISTS[name]
    asks = client_for(getattr(cast, reader)) if reader else client

    def asked():
        with query_count() as seen:
            assert asks.get(address).status_code == 200
        return [one["sql"] for one in seen]

    fill(cast, 2)
    asked()  # what a process reads once
    few = asked()
    fill(cast, 198)
    asked()  # and every few seconds
    many = asked()
    assert len(many) == len(few), "\n".join(many)
    assert not [sql for sql in many if " OFFSET " in sql]
    assert not [sql for sql in many if counts_without_end(sql)], many
