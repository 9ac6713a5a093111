"""A citizen with a telephone: `phone.sends("LAPOR ...")` goes through the real webhook."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

import pytest
from django.test import Client
from django.utils import timezone

from kentongan.channels import processing
from kentongan.channels.models import InboundMessage
from kentongan.common import clock
from kentongan.notifications import gsm
from kentongan.notifications.models import Message
from kentongan.notifications.transports import transport_class

SECRET = "rahasia-kanal"
NUMBER = "+6281234567890"
_ids = count(1)


@pytest.fixture
def channel(settings):
    settings.SMS_CHANNELS = f"kannel url=http://127.0.0.1:9/ username=u password=p secret={SECRET}"
    settings.HOME_INSTITUTION = "majalengka"
    transport_class.cache_clear()
    yield settings
    transport_class.cache_clear()


@dataclass
class Phone:
    """One telephone; it remembers what it got."""

    number: str = NUMBER
    client: Client = field(default_factory=Client)

    def brings(self, text, **fields):
        """What Kannel's smsbox posts: the text as body, the rest in the query."""
        given = {"from": self.number, "to": "1708", "id": f"id-{next(_ids)}", "coding": "0"}
        given |= {"token": SECRET} | fields
        query = "&".join(f"{name}={value.replace('+', '%2B')}" for name, value in given.items())
        return self.client.post(
            f"/masuk/sms/kannel/?{query}", text.encode(), content_type="text/plain; charset=UTF-8"
        )

    def sends(self, text, **fields):
        """Send, let the worker read it, and return the answers to it."""
        before = set(Message.objects.values_list("pk", flat=True))
        answer = self.brings(text, **fields)
        assert answer.status_code == 200, answer.content
        assert answer.content == b""
        read_all()
        new = Message.objects.filter(transport="sms", dedupe__startswith="inbound:")
        texts = [one.body for one in new.exclude(pk__in=before).order_by("pk")]
        for one in texts:
            assert gsm.is_gsm(one), one
        return " | ".join(texts)


def read_all():
    while processing.sweep(clock.now()):
        pass


@pytest.fixture
def phone(db, channel):
    return Phone()


@pytest.fixture
def other_phone(db, channel):
    return Phone("+6281398765432")


@pytest.fixture
def last():
    """The newest message that came."""
    return lambda: InboundMessage.objects.order_by("-pk").first()


@pytest.fixture
def later():
    """`with later(days=100): ...`"""
    return lambda **how: clock.at(timezone.now() + timedelta(**how))
