"""The complaint itself: columns, constraints, indexes of open work. No process lives here."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kentongan.common import ids
from kentongan.common.labels import Labelled
from kentongan.complaints.choices import (
    ArchiveReason,
    Channel,
    Classification,
    ClosedKind,
    Kind,
    Status,
)
from kentongan.complaints.querysets import ENDED, ComplaintQuerySet

OPEN = models.Q(status__in=[status for status in Status.values if status not in ENDED])


class Complaint(Labelled, models.Model):
    """One case. Who complained is not here but in the identity vault (`identity`)."""

    number = models.CharField(max_length=8, unique=True)
    idempotency_key = models.UUIDField(unique=True)
    pin_digest = models.CharField(max_length=64)
    external_id = models.CharField(max_length=40, blank=True)  # the number in national LAPOR!

    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.COMPLAINT)
    classification = models.CharField(
        max_length=12, choices=Classification.choices, default=Classification.ORDINARY
    )
    category = models.ForeignKey("complaints.Category", models.RESTRICT, null=True, blank=True)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    title = models.CharField(max_length=120)
    text = models.TextField()
    wish = models.TextField(blank=True)
    happened_on = models.DateField(null=True, blank=True)
    area = models.ForeignKey("organizations.Area", models.RESTRICT, null=True, blank=True)
    landmark = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lng = models.FloatField(null=True, blank=True)
    language = models.CharField(max_length=5, default="id")

    # Two independent promises (regulation.md 7): who is hidden, and what is closed to the public.
    is_anonymous = models.BooleanField(default=True)
    is_secret = models.BooleanField(default=False)
    is_urgent = models.BooleanField(default=False)
    identity = models.OneToOneField(
        "accounts.Identity", models.RESTRICT, null=True, blank=True, related_name="complaint"
    )
    contact_by = models.CharField(max_length=20, blank=True)  # transports that reach the reporter
    reporter_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="complaints"
    )
    shown_name = models.CharField(max_length=80, blank=True)  # only of who chose to be named
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+"
    )
    public_title = models.CharField(max_length=120, blank=True)
    public_text = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    status = models.CharField(max_length=20, choices=Status.choices)
    status_since = models.DateTimeField()
    resume_status = models.CharField(max_length=20, choices=Status.choices, blank=True)
    institution = models.ForeignKey(
        "organizations.Organization", models.RESTRICT, null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey(
        "organizations.Organization", models.RESTRICT, null=True, blank=True, related_name="+"
    )
    external_body = models.ForeignKey(
        "organizations.Organization", models.RESTRICT, null=True, blank=True, related_name="+"
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+"
    )
    arbiter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+"
    )
    master = models.ForeignKey(
        "self", models.RESTRICT, null=True, blank=True, related_name="merged"
    )
    merged_count = models.PositiveIntegerField(default=0)
    closed_kind = models.CharField(max_length=12, choices=ClosedKind.choices, blank=True)
    archive_reason = models.CharField(max_length=20, choices=ArchiveReason.choices, blank=True)
    archive_proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+"
    )
    bounce_count = models.PositiveSmallIntegerField(default=0)
    reopen_count = models.PositiveSmallIntegerField(default=0)
    has_referral_consent = models.BooleanField(default=False)

    in_agenda = models.BooleanField(default=False)  # of its present institution

    submitted_at = models.DateTimeField()  # when it arrived here
    # When a village desk without network took it in, where that is known; never after the arrival.
    filed_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)  # nearest target of the open clocks
    legal_at = models.DateTimeField(null=True, blank=True)
    promised_on = models.DateField(null=True, blank=True)
    # Each event moves the version by one and leaves its hash: two writers can never both succeed.
    version = models.PositiveIntegerField(default=0)
    head_hash = models.CharField(max_length=64, blank=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="merged") | models.Q(master__isnull=False),
                name="merged_has_master",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="closed") | ~models.Q(closed_kind=""),
                name="closed_has_kind",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="archived") | ~models.Q(archive_reason=""),
                name="archived_has_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["dispatched", "in_progress", "awaiting_approval"])
                | models.Q(unit__isnull=False),
                name="work_has_unit",
            ),
            models.CheckConstraint(
                condition=models.Q(published_at__isnull=True) | models.Q(is_secret=False),
                name="secret_is_never_published",
            ),
            models.CheckConstraint(
                condition=models.Q(filed_at__isnull=True)
                | models.Q(filed_at__lte=models.F("submitted_at")),
                name="filed_before_it_arrived",
            ),
            models.CheckConstraint(
                condition=models.Q(is_anonymous=False) | models.Q(shown_name=""),
                name="anonymous_shows_no_name",
            ),
        ]
        # Lists and counters are answered from an index alone: the columns that a condition asks for
        # stand at its end, since each row that must be fetched for a look costs ten that are not.
        indexes = [
            # Open work only: the inbox of the largest office stays one short index range.
            models.Index(
                fields=["status", "due_at", "id", "institution", "unit", "external_body"],
                name="open_by_status",
                condition=OPEN,
            ),
            models.Index(
                fields=["due_at", "id", "status", "institution", "unit"],
                name="open_by_due",
                condition=OPEN,
            ),
            models.Index(
                fields=["institution", "status", "due_at", "id"], name="open_desk", condition=OPEN
            ),
            models.Index(
                fields=[
                    *("institution", "due_at", "id"),
                    *("status", "kind", "classification", "is_secret"),
                ],
                name="open_desk_by_due",
                condition=OPEN,
            ),
            models.Index(
                fields=["unit", "status", "due_at", "id"], name="open_of_unit", condition=OPEN
            ),
            models.Index(
                fields=["entered_by", "status", "due_at", "id"],
                name="open_of_clerk",
                condition=OPEN & models.Q(entered_by__isnull=False),
            ),
            models.Index(
                fields=["status", "institution", "due_at", "id"],
                name="open_to_archive",
                condition=OPEN & models.Q(archive_proposed_by__isnull=False),
            ),
            models.Index(
                fields=["status", "institution", "due_at", "id"],
                name="open_outside",
                condition=OPEN & models.Q(external_body__isnull=False),
            ),
            models.Index(fields=["-submitted_at", "-id", "status", "unit"], name="newest_of_all"),
            models.Index(
                fields=["institution", "-submitted_at", "-id", "status"], name="newest_of_desk"
            ),
            models.Index(fields=["unit", "-submitted_at", "-id", "status"], name="newest_of_unit"),
            models.Index(
                fields=["entered_by", "-submitted_at", "-id", "status"],
                name="newest_of_clerk",
                condition=models.Q(entered_by__isnull=False),
            ),
            models.Index(
                fields=["-published_at", "-id"],
                name="published",
                condition=models.Q(published_at__isnull=False),
            ),
            models.Index(
                fields=["institution"],
                name="not_in_agenda",
                condition=models.Q(in_agenda=False, institution__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.shown_number

    def get_absolute_url(self) -> str:
        """The officers' page."""
        return reverse("desk:complaint", args=[self.shown_number])

    @property
    def shown_number(self) -> str:
        """The number as people see it: `LP-9K47-TX2B`."""
        return ids.shown(self.number)

    @property
    def promised_from(self) -> datetime:
        """From when the citizen's time counts: from the filing, however late it arrived."""
        return self.filed_at or self.submitted_at

    @property
    def is_open(self) -> bool:
        """Somebody still has to do something."""
        return self.status not in ENDED

    @property
    def is_paused(self) -> bool:
        """Only waiting for the reporter stops the clocks."""
        return self.status == Status.INCOMPLETE

    @property
    def public_name(self) -> str:
        """Who the public reads that it is from."""
        return self.shown_name or str(_("Anonymous"))
