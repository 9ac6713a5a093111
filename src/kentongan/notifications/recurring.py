"""Work that comes again, such as a weekly letter: a row says when, and one worker takes it."""

from datetime import datetime

from kentongan.notifications.models import Recurring


def is_due(code: str, *, now: datetime) -> bool:
    """A look without a lock: an idle worker must not queue with those who write."""
    row = Recurring.objects.filter(code=code).first()
    return row is None or row.due_at <= now


def take(code: str, *, now: datetime, next_at: datetime) -> bool:
    """Whether the caller does it now; call it in the transaction that does the work.

    A row that is missing is made due at `next_at`: an installation begins with a whole period.
    After a long sleep it comes once, not once for each time that was missed.
    """
    rows = Recurring.objects.filter(code=code)
    row = rows.first()
    if row is None:
        Recurring.objects.bulk_create([Recurring(code=code, due_at=next_at)], ignore_conflicts=True)
        return False
    if row.due_at > now:
        return False
    return bool(rows.filter(due_at=row.due_at).update(due_at=next_at))
