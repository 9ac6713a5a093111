"""Whether a complaint came later than the law wishes. It is said and changes nothing."""

from datetime import date, datetime

from django.conf import settings

from kentongan.complaints.choices import Kind
from kentongan.complaints.models import Complaint
from kentongan.deadlines import rulebook
from kentongan.organizations.models import Organization


def late_since(
    *,
    kind: str,
    happened_on: date | None,
    filed_at: datetime,
    institution: Organization | None = None,
) -> datetime | None:
    """Until when it should have been filed (UU 25/2009 art. 42); None when it came in time.

    Wishes and questions know no such limit, and who gave no day is not asked for one.
    """
    if happened_on is None or kind != Kind.COMPLAINT:
        return None
    limit = rulebook.current().filing_limit(
        happened_on,
        institution_id=institution.pk if institution else None,
        time_zone=institution.time_zone if institution else settings.TIME_ZONE,
    )
    return limit if limit and filed_at > limit else None


def late_since_of(complaint: Complaint) -> datetime | None:
    """The same for a complaint that is there already."""
    return late_since(
        kind=complaint.kind,
        happened_on=complaint.happened_on,
        filed_at=complaint.promised_from,
        institution=complaint.institution,
    )
