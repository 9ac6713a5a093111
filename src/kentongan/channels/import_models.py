"""Spreadsheets on their way in: the file's columns, and each row, sealed until it is a complaint."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kentongan.common import clock
from kentongan.organizations.roles import MESSAGE_ROLES

if TYPE_CHECKING:
    from kentongan.organizations.actor import Actor


class ImportFileQuerySet(models.QuerySet["ImportFile"]):
    def visible_to(self, actor: "Actor") -> Self:
        """The only door: who takes complaints in, and only what the own office uploaded."""
        if actor.role not in MESSAGE_ROLES or actor.organization_id is None:
            return self.none()
        return self.filter(organization=actor.organization_id)


class ImportFile(models.Model):
    """One uploaded spreadsheet, and how far it has come."""

    class State(models.TextChoices):
        MAPPING = "mapping", _("Columns are being chosen")
        CHECKED = "checked", _("Checked")
        RUNNING = "running", _("Being imported")
        DONE = "done", _("Imported")
        DROPPED = "dropped", _("Dropped")

    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    organization = models.ForeignKey(
        "organizations.Organization", models.RESTRICT, related_name="+"
    )
    institution = models.ForeignKey(
        "organizations.Organization", models.RESTRICT, null=True, related_name="+"
    )
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, related_name="+")
    membership = models.ForeignKey("organizations.Membership", models.RESTRICT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=8, choices=State.choices, default=State.MAPPING)
    header = models.JSONField()
    mapped = models.JSONField(default=dict)  # field: place of the column
    remembered = models.JSONField(default=dict)  # name of the column: field
    may_contact = models.BooleanField(default=False)
    rows_total = models.PositiveIntegerField(default=0)
    rows_wrong = models.PositiveIntegerField(default=0)
    rows_known = models.PositiveIntegerField(default=0)  # were here before
    rows_done = models.PositiveIntegerField(default=0)
    # Whoever holds the token of an unexpired lease works on it.
    lease = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = ImportFileQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=["id"], condition=models.Q(state="running"), name="import_running"),
            models.Index(fields=["organization", "-id"], name="import_newest"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def rows_good(self) -> int:
        """What an import will bring, or has to bring."""
        return self.rows_total - self.rows_wrong - self.rows_known


class ImportRow(models.Model):
    """One row. Its cells are sealed, for they name people, and emptied when it is a complaint."""

    class State(models.TextChoices):
        NEW = "new", _("Not checked")
        GOOD = "good", _("Can be imported")
        WRONG = "wrong", _("Wrong")
        DONE = "done", _("Imported")
        KNOWN = "known", _("Was here before")

    file = models.ForeignKey(ImportFile, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    sealed = models.TextField()
    key = models.UUIDField(null=True)
    state = models.CharField(max_length=5, choices=State.choices, default=State.NEW)
    reasons = models.JSONField(default=list)
    number = models.CharField(max_length=8, blank=True)  # of the complaint

    class Meta:
        ordering = ("line",)
        constraints = (models.UniqueConstraint(fields=["file", "line"], name="import_line_once"),)
        indexes = (models.Index(fields=["file", "state", "line"], name="import_state"),)

    def __str__(self) -> str:
        return f"{self.file_id}:{self.line}"
