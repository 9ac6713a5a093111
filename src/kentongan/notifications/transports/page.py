"""The demo's carrier: texts are shown on the page `/surat/` instead of being sent."""

from django.conf import settings

from kentongan.notifications.transports import DeliveryError, Transport


class PageTransport(Transport):
    def send(self, address: str, subject: str, text: str, *, message_id: str) -> str:
        """Take the text; the outbox keeps it and the page shows it."""
        # Outside the demo nobody sees that page: keep the message until a carrier is set.
        if not settings.DEMO:
            raise DeliveryError("no carrier is set; see KENTONGAN_SMTP_URL")
        return "page"
