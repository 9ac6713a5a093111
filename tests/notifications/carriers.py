"""Carriers for tests: one that takes everything, one that is down, one that refuses an address."""

from typing import ClassVar

from kentongan.notifications.transports import DeliveryError, Transport


class Taking(Transport):
    taken: ClassVar[list[tuple[str, str, str]]] = []

    def send(self, address, subject, text, *, message_id):
        Taking.taken.append((address, subject, text))
        return message_id


class Down(Transport):
    tried: ClassVar[int] = 0

    def send(self, address, subject, text, *, message_id):
        Down.tried += 1
        raise DeliveryError("connection refused")


class Refusing(Transport):
    def send(self, address, subject, text, *, message_id):
        raise DeliveryError("550 no such person", retry=False)
