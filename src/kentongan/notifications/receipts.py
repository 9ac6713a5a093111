"""The only place that notes what carriers say about messages of ours: it only moves forward.

Several receipts come for one message, late, twice, in any order, or never; in a flood thousands at
once, so any number of them costs two statements.
"""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Q

from kentongan.common import clock
from kentongan.notifications.message_models import Receipt
from kentongan.notifications.models import Message
from kentongan.notifications.transports.sms import News

PREFIX = "kentongan-"
MOST = 100  # in one statement
CARRIED = (
    Message.Transport.SMS,
    Message.Transport.WHATSAPP,
    Message.Transport.TELEGRAM,
    Message.Transport.EMAIL,
)


def note(news: News) -> bool:
    """Keep what is new in it; False when no message of ours is meant."""
    return not note_all([news])


def note_all(news: Sequence[News]) -> list[News]:
    """Keep what is new; returns those that mean no message of ours."""
    unknown: list[News] = []
    for start in range(0, len(news), MOST):
        unknown += _note_some(news[start : start + MOST])
    return unknown


def _note_some(news: Sequence[News]) -> list[News]:
    keys = {key for one in news if (key := _key(one))}
    references = {one.reference for one in news if one.reference}
    rows = Message.objects.filter(
        Q(pk__in=keys) | Q(carrier_reference__in=references), transport__in=CARRIED
    ).values_list("pk", "carrier_reference")
    by_reference: dict[str, int] = {}
    known: set[int] = set()
    for pk, reference in rows:
        known.add(pk)
        by_reference.setdefault(reference, pk)
    latest: dict[int, int] = {}
    unknown = []
    for one in news:
        key = _key(one)
        meant = key if key in known else by_reference.get(one.reference) if one.reference else None
        if meant is None:
            unknown.append(one)
            continue
        latest[meant] = max(latest.get(meant, 0), Receipt.State[one.state])
    if latest:
        _write(latest)
    return unknown


def _key(news: News) -> int | None:
    key = news.key.removeprefix(PREFIX)
    return int(key) if key.isdecimal() and len(key) < 19 else None


def _write(latest: dict[int, int]) -> None:
    """One statement: a state that is not further than the one that is kept changes nothing."""
    table = connection.ops.quote_name(Receipt._meta.db_table)
    column = Receipt._meta.get_field("at")
    now = column.get_db_prep_save(clock.now(), connection=connection)
    values = [part for pk, state in sorted(latest.items()) for part in (pk, state, now)]
    places = ", ".join(["(%s, %s, %s)"] * len(latest))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (message_id, state, at) VALUES {places} "  # noqa: S608 - our table
            "ON CONFLICT (message_id) DO UPDATE SET state = excluded.state, at = excluded.at "
            f"WHERE {table}.state < excluded.state",
            values,
        )
