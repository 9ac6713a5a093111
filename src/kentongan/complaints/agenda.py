"""Numbers of the agenda register (buku agenda): given by the worker, in order, without gaps.

Not in the transaction of `submit`: a running number would make each intake wait for the last.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Max

from kentongan.complaints.models import AgendaEntry, Complaint
from kentongan.complaints.querysets import ComplaintQuerySet
from kentongan.organizations.models import Organization

BATCH = 500


def sweep(now: datetime) -> int:
    """Enter what arrived since the last round; returns how many were entered."""
    entered = 0
    for institution in Organization.objects.filter(pk__in=_new().values("institution")):
        try:
            entered += _enter(institution)
        except IntegrityError:
            continue  # another worker gives the same numbers just now
    return entered


def _new() -> ComplaintQuerySet:
    """Complaints that their present institution has not entered yet."""
    return Complaint.objects.filter(institution__isnull=False, in_agenda=False)


@transaction.atomic
def _enter(institution: Organization) -> int:
    zone = ZoneInfo(institution.time_zone)
    last: dict[int, int] = dict(
        AgendaEntry.objects.filter(institution=institution)
        .values_list("year")
        .annotate(last=Max("number"))
    )
    entries = []
    known = set(
        AgendaEntry.objects.filter(
            institution=institution, complaint__in=_new().filter(institution=institution)
        ).values_list("complaint_id", flat=True)
    )
    arrived = list(_new().filter(institution=institution).order_by("submitted_at", "id")[:BATCH])
    for complaint in arrived:
        if complaint.pk in known:
            continue  # it was here before
        day = complaint.submitted_at.astimezone(zone).date()
        last[day.year] = last.get(day.year, 0) + 1
        entries.append(
            AgendaEntry(
                complaint=complaint,
                institution=institution,
                year=day.year,
                number=last[day.year],
                entered_on=day,
            )
        )
    AgendaEntry.objects.bulk_create(entries)
    keys = [complaint.pk for complaint in arrived]
    Complaint.objects.filter(pk__in=keys, institution=institution).update(in_agenda=True)
    return len(entries)
