"""The worker makes findable what was there before search was: newest first, some hundred a round.

No state is kept: every newer complaint is in the table (its trigger put it there), so the next ones
stand below the lowest key. Readers and writers go on meanwhile.
"""

from datetime import datetime

from django.db import connection, transaction

from kentongan.complaints.models import Complaint, SearchText
from kentongan.complaints.search.triggers import adding

BATCH = 500


def sweep(now: datetime) -> int:
    """One batch; returns how many were filled in."""
    lowest = SearchText.objects.order_by("complaint_id").values_list("complaint_id").first()
    rows = Complaint.objects.order_by("-pk").values_list("pk", flat=True)
    if not rows[:1] or (lowest and not rows.filter(pk__lt=lowest[0])[:1]):
        return 0
    with transaction.atomic():
        # Held until the end: whoever changes one of them waits, and finds its row here then.
        rows = rows.select_for_update() if connection.features.has_select_for_update else rows
        keys = list((rows.filter(pk__lt=lowest[0]) if lowest else rows)[:BATCH])
        marks = ", ".join(["%s"] * len(keys))
        which = f"c.id IN ({marks})"
        text = f"{adding(connection.vendor, which=which)} ON CONFLICT (complaint_id) DO NOTHING"
        with connection.cursor() as cursor:
            cursor.execute(text, keys)
    return len(keys)
