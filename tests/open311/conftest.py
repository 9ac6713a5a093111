"""Requests as Open311 sees them: filed, published, followed."""

import pytest

from kentongan.accounts.vault import PersonalData
from kentongan.complaints import services
from kentongan.complaints.choices import Channel
from kentongan.complaints.models import Category, Complaint
from kentongan.complaints.services.submit import Submission
from kentongan.integrations import keys
from kentongan.organizations.actor import Actor

BASE = "/open311/v2"
STREET = "pupr.jalan"


@pytest.fixture
def api_key(cast):
    """A key with which an app files for citizens."""
    made = keys.create(
        cast.district_admin.membership,
        by=Actor.system(),
        name="Aplikasi kota",
        scopes=["open311"],
        days=30,
    )
    return made.token


@pytest.fixture
def street(db):
    """A subject in use."""
    return Category.objects.filter(is_sensitive=False, parent__isnull=False).order_by("pk").first()


@pytest.fixture
def published(cast, offices, street):
    """A complaint that anybody may read; returns it."""

    def make(text="Jalan berlubang di depan pasar.", **given):
        personal = PersonalData(name="Siti")
        receipt = services.submit(
            Submission(
                text=text,
                channel=Channel.WEB,
                category_id=street.pk,
                area_code="32.10.13.2001",
                institution=offices("majalengka"),
                personal=personal,
                **({"is_anonymous": False} | given),
            ),
            by=Actor.system(),
        )
        complaint = Complaint.objects.get(pk=receipt.complaint_id)
        services.dispatch(complaint, by=cast.district_admin.actor, unit=offices("putr"))
        return complaint

    return make
