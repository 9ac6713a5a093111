"""The only door to complaints: nobody reads or changes a row outside `visible_to`."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from kentongan.complaints.choices import Classification, Kind, Status
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role

if TYPE_CHECKING:
    pass

# Nobody has to act: these leave the inbox, not the record.
ENDED = (
    Status.CLOSED,
    Status.MERGED,
    Status.ARCHIVED,
    Status.WITHDRAWN,
    Status.REFERRED,
)


class ComplaintQuerySet(models.QuerySet["Complaint"]):  # type: ignore[name-defined]
    def visible_to(self, actor: Actor) -> Self:  # noqa: PLR0911, C901 - one line a role
        """What `actor` may know of (regulation.md 6 and 7); the identity has its own door."""
        match actor.role:
            case Role.NATIONAL_ADMIN | Role.SYSTEM:
                return self
            case Role.INSTITUTION_ADMIN | Role.INSPECTORATE:
                return self.filter(institution=actor.institution_id)
            case Role.LIAISON | Role.DRAFTER | Role.UNIT_HEAD | Role.FIELD_OFFICER:
                return self.filter(_held_below(actor))
            case Role.LEADER:
                # Secret ones are read by those who handle them, and by the arbiter of a dispute.
                mine = Q(arbiter=actor.user_id, status=Status.DISPUTED)
                return self.filter(Q(is_secret=False) | mine, institution=actor.institution_id)
            case Role.PPID:
                return self.filter(
                    Q(kind=Kind.INFORMATION) | Q(classification=Classification.INFORMATION),
                    institution=actor.institution_id,
                )
            case Role.COUNTER_CLERK if actor.complaint_id:
                return self.filter(pk=actor.complaint_id)
            case Role.COUNTER_CLERK:
                return self.filter(entered_by=actor.user_id)
            case Role.AUDITOR:
                return self.filter(status=Status.REFERRED)
            case Role.REPORTER if actor.complaint_id:
                return self.filter(pk=actor.complaint_id)
            case Role.REPORTER if actor.user_id:
                return self.filter(reporter_user=actor.user_id)
            case Role.PUBLIC:
                return self.published()
        return self.none()

    def published(self) -> Self:
        """What anybody may read; the constraint `secret_is_never_published` stands behind it."""
        return self.filter(published_at__isnull=False, is_secret=False).exclude(
            status__in=(Status.ARCHIVED, Status.WITHDRAWN)
        )

    def no_longer_published(self) -> Self:
        """What once stood on the public list and was taken down; never what became secret."""
        gone = Q(published_at=None) | Q(status__in=(Status.ARCHIVED, Status.WITHDRAWN))
        return self.filter(gone, is_secret=False).exclude(public_text="")

    def open(self) -> Self:
        """Complaints on which somebody still has to act."""
        return self.exclude(status__in=ENDED)


def _held_below(actor: Actor) -> Q:
    """Led by the actor's office or one below it, or contributed to by one."""
    from kentongan.complaints.models import Disposition

    offices = Organization.objects.filter(path__startswith=actor.path).values("pk")
    contributed = Disposition.objects.filter(unit__in=offices, ended_at__isnull=True)
    return Q(unit__in=offices) | Q(pk__in=contributed.values("complaint"))
