"""What a complaint asks for, point by point, and what an answer says to each of them."""

from django.db import models

from kentongan.complaints.choices import OutcomeKind


class Point(models.Model):
    """One thing that is asked. A complaint without any has one all the same: the whole of it."""

    complaint = models.ForeignKey("complaints.Complaint", models.RESTRICT, related_name="points")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    listed_at = models.DateTimeField()
    # No longer asked, but an answer has spoken of it: what was told stays true.
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "position"],
                condition=models.Q(dropped_at__isnull=True),
                name="one_point_a_position",
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="point_says_something"),
        ]

    def __str__(self) -> str:
        return self.text


class Outcome(models.Model):
    """What one answer says to one point; without a point, to the complaint as a whole."""

    answer = models.ForeignKey("complaints.Answer", models.RESTRICT, related_name="outcomes")
    point = models.ForeignKey(Point, models.RESTRICT, null=True, related_name="outcomes")
    kind = models.CharField(max_length=8, choices=OutcomeKind.choices)
    words = models.TextField(blank=True)
    legal_basis = models.CharField(max_length=300, blank=True)
    promised_on = models.DateField(null=True, blank=True)
    evidence = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("answer_id", "id")
        constraints = [
            models.UniqueConstraint(fields=["answer", "point"], name="one_outcome_a_point"),
            models.UniqueConstraint(
                fields=["answer"],
                condition=models.Q(point__isnull=True),
                name="one_outcome_of_the_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="refused") | ~models.Q(legal_basis=""),
                name="refusal_names_its_legal_basis",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="promised", promised_on__isnull=False)
                | (~models.Q(kind="promised") & models.Q(promised_on__isnull=True)),
                name="promise_alone_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id}.{self.point_id or 0} {self.kind}"


class PlannedAnswer(models.Model):
    """An approved answer that is sent at a chosen time; whoever approved it may take it back."""

    complaint = models.OneToOneField(
        "complaints.Complaint", models.CASCADE, primary_key=True, related_name="planned"
    )
    answer = models.ForeignKey("complaints.Answer", models.CASCADE, related_name="+")
    publish_at = models.DateTimeField(db_index=True)
    approver = models.ForeignKey("organizations.Membership", models.RESTRICT, related_name="+")
    planned_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.publish_at}"
