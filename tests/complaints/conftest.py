from datetime import UTC, datetime

import pytest

from kentongan.common import clock
from kentongan.notifications.models import Message
from tests.complaints.reaching import reach

MONDAY = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)  # 09.00 WIB, no holiday near


@pytest.fixture
def monday():
    with clock.at(MONDAY):
        yield MONDAY


@pytest.fixture
def make(cast):
    """`make("dispatched")`: a complaint that has gone the ordinary way to that status."""
    return lambda status="received", **facts: reach(cast, status, **facts)


@pytest.fixture
def told():
    """`told(event)`: {(text, transport, user id or None for a reporter without account)}."""

    def read(event, complaint=None):
        rows = Message.objects.filter(event_id=event.pk)
        if complaint is not None:
            rows = rows.filter(about=complaint.pk)
        return {(one.purpose, one.transport, one.user_id) for one in rows}

    return read


@pytest.fixture
def people(told):
    """`people(event)`: ids of the officers who were told of it."""
    return lambda event: {user for _purpose, _by, user in told(event) if user is not None}


@pytest.fixture(autouse=True)
def files_folder(settings, tmp_path):
    """Files of one test stay in its own folder."""
    settings.MEDIA_ROOT = tmp_path / "files"
