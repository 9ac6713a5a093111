"""The only place that counts what a person has not looked at; every page of an officer asks."""

from kentongan.common.statements import Prepared
from kentongan.notifications.models import MANY_UNREAD, Message

_UNREAD = Prepared(
    lambda *, user_id: (
        Message.objects.bell_for(user_id).unread().order_by().values_list("pk")[:MANY_UNREAD]
    )
)


def unread_count(user_id: int) -> int:
    """How many bells a person has not looked at, in one query that stops at `MANY_UNREAD`."""
    return _UNREAD.count(user_id=user_id)
