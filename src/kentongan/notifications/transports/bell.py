"""The bell in the application: the row itself is the message, nothing has to be carried."""

from typing import ClassVar

from kentongan.notifications.transports import Transport


class BellTransport(Transport):
    immediate: ClassVar[bool] = True

    def send(self, address: str, subject: str, text: str, *, message_id: str) -> str:
        """Nothing to do: the person finds the row."""
        return ""
