"""The agenda register of an institution: a running number without gaps in each year."""

from django.db import models


class AgendaEntry(models.Model):
    """The number under which an institution has the complaint in its register (buku agenda)."""

    complaint = models.ForeignKey("complaints.Complaint", models.RESTRICT, related_name="agenda")
    institution = models.ForeignKey("organizations.Organization", models.RESTRICT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    entered_on = models.DateField()

    class Meta:
        ordering = ("year", "number")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "year", "number"], name="agenda_number_once"
            ),
            models.UniqueConstraint(fields=["institution", "complaint"], name="agenda_entry_once"),
        ]
        indexes = [models.Index(fields=["institution", "entered_on", "number"], name="agenda_day")]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"
