"""The only door to the outbox: write messages in the caller's transaction, send them later.

A message is sent at least once. A worker claims it by a guarded UPDATE with a lease; a worker that
dies leaves the lease to run out. Nothing is sent inside a transaction or a request.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings

from kentongan.common import clock
from kentongan.common.statements import insert
from kentongan.notifications.models import Message
from kentongan.notifications.transports import transport_class


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A text owed to one recipient: exactly one of `user_id`, `identity_id`, `address`.

    The text is `template` with `params` (strings without names, addresses or PINs), written by the
    worker when it sends; or `subject` and `body` as given.
    """

    purpose: str
    transport: str
    dedupe: str
    template: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    subject: str = ""
    body: str = ""
    about: int | None = None
    reference: str = ""
    event_id: int | None = None
    user_id: int | None = None
    identity_id: UUID | None = None
    address: str = ""
    language: str = "id"
    via: str = ""  # the channel by which the person wrote
    in_reply_to: str = ""
    not_before: datetime | None = None

    def __post_init__(self) -> None:
        recipients = (self.user_id is not None, self.identity_id is not None, bool(self.address))
        if sum(recipients) != 1:
            raise ValueError(f"{self.purpose}: a message has exactly one recipient")
        if self.transport not in settings.TRANSPORTS:
            raise ValueError(f"{self.purpose}: no transport {self.transport!r} in TRANSPORTS")
        if bool(self.template) == bool(self.body):
            raise ValueError(f"{self.purpose}: give either a template or a body")
        if not all(isinstance(one, str) for one in self.params.values()):
            raise ValueError(f"{self.purpose}: params are strings")


def queue(items: Sequence[Outgoing]) -> int:
    """Write messages into the caller's transaction; one already written stays as it is.

    Returns how many were asked for. One INSERT, whatever their number (SQLite: 40 at a time).
    """
    now = clock.now()
    messages = [_message(one, now) for one in {one.dedupe: one for one in items}.values()]
    insert(messages, once_by="dedupe")
    return len(messages)


def _message(item: Outgoing, now: datetime) -> Message:
    is_immediate = transport_class(item.transport).immediate
    return Message(
        dedupe=item.dedupe,
        about=item.about,
        reference=item.reference,
        event_id=item.event_id,
        purpose=item.purpose,
        transport=item.transport,
        via=item.via,
        in_reply_to=item.in_reply_to,
        user_id=item.user_id,
        identity_id=item.identity_id,
        address=item.address,
        language=item.language,
        template=item.template,
        params=dict(item.params),
        subject=item.subject,
        body=item.body,
        state=Message.State.SENT if is_immediate else Message.State.WAITING,
        due_at=None if is_immediate else item.not_before or now,
        sent_at=now if is_immediate else None,
        created_at=now,
    )
