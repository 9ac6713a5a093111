"""An aggregator with an HTTP interface: what its fields are called is configuration, not code.

Each calls the fields differently and expects its own exact answer; docs/howto/sms-aggregator.md
lists the options.
"""

import re
from typing import ClassVar

from django.conf import settings

from kentongan.notifications.transports import DeliveryError
from kentongan.notifications.transports.calls import call
from kentongan.notifications.transports.sms import (
    Answer,
    Arrived,
    Carrier,
    Channel,
    Garbage,
    News,
    Webhook,
)

STATES = ("delivered", "failed", "accepted")


class Aggregator(Carrier):
    needs: ClassVar[tuple[str, ...]] = ("url",)

    def __init__(self, channel: Channel) -> None:
        super().__init__(channel, Answer(channel.get("ok"), channel.get("ok_type", "text/plain")))

    def send(self, address: str, subject: str, text: str, *, message_id: str) -> str:
        """One call; `out_ok` says which answers mean that it was taken."""
        get = self.channel.get
        number = address.lstrip("+") if get("out_plus") == "no" else address
        given = {get("out_to", "to"): number, get("out_text", "text"): text}
        given[get("out_id", "id")] = message_id
        for name, value in self.channel.options.items():
            if name.startswith("send_"):  # whatever else it wants: send_user=, send_from=
                given[name.removeprefix("send_")] = value
        if field := get("out_callback"):
            given[field] = f"{settings.PUBLIC_URL}/masuk/sms/{self.channel.name}/kabar/"
        headers = {"Authorization": get("authorization")} if get("authorization") else {}
        method = get("method", "POST").upper()
        reply = call(self.channel.needed("url"), fields=given, method=method, headers=headers)
        said = f"{reply.status} {reply.body[:200]}"
        if reply.status >= 300 or not re.search(get("out_ok"), reply.body):
            is_final = bool(get("out_final") and re.search(get("out_final"), reply.body))
            raise DeliveryError(f"{self.channel.name}: {said}", retry=not is_final)
        found = re.search(get("out_ref"), reply.body) if get("out_ref") else None
        return found[(found.re.groups and 1) or 0] if found else message_id

    def read(self, hook: Webhook) -> list[Arrived]:
        """One message in the fields that `in_…` name."""
        get = self.channel.get
        charset = get("in_charset", "utf-8")
        sender_field, text_field = get("in_from", "from"), get("in_text", "text")
        sender = hook.text(sender_field)
        if not sender or text_field not in hook.fields:
            raise Garbage(f"The fields {sender_field} and {text_field} are needed.")
        total, number = hook.text(get("in_total", "total")), hook.text(get("in_part", "part"))
        is_part = total.isdecimal() and number.isdecimal() and 1 < int(total) < 256
        return [
            Arrived(
                sender=sender,
                text=hook.text(text_field, charset=charset),
                external_id=hook.text(get("in_id", "id")),
                recipient=hook.text(get("in_to", "to")),
                part_ref=hook.text(get("in_ref", "ref")) if is_part else "",
                part_number=int(number) if is_part else 1,
                part_total=int(total) if is_part else 1,
            )
        ]

    def read_receipts(self, hook: Webhook) -> list[News]:
        """One receipt; `delivered=`, `failed=` and `accepted=` are patterns of its status."""
        get = self.channel.get
        key, status = hook.text(get("dlr_id", "id")), hook.text(get("dlr_status", "status"))
        if not key or not status:
            raise Garbage(f"The fields {get('dlr_id', 'id')} and {get('dlr_status', 'status')}.")
        defaults = {"delivered": "^DELIVRD|^delivered", "failed": "FAIL|UNDELIV|REJECT|EXPIRED"}
        for state in STATES:
            if re.search(get(state, defaults.get(state, ".")), status, re.IGNORECASE):
                return [News(state.upper(), key=key, reference=key)]
        raise Garbage(f"The status {status[:40]!r} is not known.")
