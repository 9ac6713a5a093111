"""The only place that counts what a person has not looked at; every page of an officer asks."""

from typing import Any

from kentongan.common.statements import CountOf, Prepared
from kentongan.notifications.models import MANY_UNREAD, Message


def _unread(user_id: Any) -> Any:
    return Message.objects.bell_for(user_id).unread().order_by().values_list("pk")[:MANY_UNREAD]


_UNREAD = Prepared(lambda *, user_id: _unread(user_id))


def unread_count(user_id: int) -> int:
    """How many bells a person has not looked at, in one query that stops at `MANY_UNREAD`."""
    return _UNREAD.count(user_id=user_id)


def unread_column(user_id: Any) -> CountOf:
    """The same as a column of another query, which costs a page no statement of its own."""
    return CountOf(_unread(user_id))
