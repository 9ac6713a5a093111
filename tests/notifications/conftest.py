import pytest

from kentongan.notifications import wordings
from kentongan.notifications.transports import transport_class
from tests.notifications import carriers


@pytest.fixture(autouse=True)
def forget_what_is_kept():
    wordings.forget()
    carriers.Taking.taken.clear()
    carriers.Down.tried = 0
    yield
    wordings.forget()
    transport_class.cache_clear()


@pytest.fixture
def carried_by(settings):
    """`carried_by(email="Down")`: let a carrier of tests/notifications/carriers.py carry it."""

    def choose(**names):
        paths = {one: f"tests.notifications.carriers.{name}" for one, name in names.items()}
        settings.TRANSPORTS = settings.TRANSPORTS | paths
        transport_class.cache_clear()

    return choose
