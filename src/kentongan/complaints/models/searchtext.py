"""What of a complaint can be found by words; kept by triggers, see `complaints/search`."""

from django.db import models


class SearchText(models.Model):
    """One row a complaint. On PostgreSQL its words stand in `doc` and the two texts are empty.

    `doc` (words, by weight) and `offices` (who holds it) are columns of PostgreSQL alone; SQLite
    keeps the words in the FTS5 table `complaints_searchwords`, whose content this table is.
    """

    complaint = models.OneToOneField(
        "complaints.Complaint", models.CASCADE, related_name="+", primary_key=True
    )
    head = models.TextField(blank=True)  # title, numbers, place: what somebody remembers of it
    body = models.TextField(blank=True)  # what was written, wished and answered

    def __str__(self) -> str:
        return str(self.complaint_id)
