"""What citizens are told of how long an answer usually takes: in plain words, with dates."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from kentongan.common import words
from kentongan.complaints.forecasting import answers
from kentongan.complaints.forecasting.answers import Usual
from kentongan.complaints.models import Complaint

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class UsualWords:
    """Two sentences: the dates, and from which reports they were read."""

    dates: str
    source: str


def before_sending(*, area: str | None, kind: str, now: datetime) -> UsualWords | None:
    """For a report that is about to be sent: its subject is not known yet."""
    return _words(answers.usual(area=area or "", category_id=None, kind=kind), since=now)


def of_complaint(complaint: Complaint, *, now: datetime) -> UsualWords | None:
    """For a report that still has no answer, as long as the later date lies ahead."""
    found = answers.usual_for(complaint)
    if found is None or complaint.submitted_at + (found.ninth or found.half) <= now:
        return None
    return _words(found, since=complaint.submitted_at)


def _words(found: Usual | None, *, since: datetime) -> UsualWords | None:
    if found is None:
        return None
    facts = {"half": words.day(since + _whole(found.half))}
    if found.ninth is None:
        dates = _("Half of the reports like this one have an answer by %(half)s.") % facts
    else:
        facts["ninth"] = words.day(since + _whole(found.ninth))
        dates = (
            _("Of ten reports like this one five have an answer by %(half)s, nine by %(ninth)s.")
            % facts
        )
    return UsualWords(dates, _source(found))


def _source(found: Usual) -> str:
    facts = {"n": words.whole(found.done), "area": found.area, "subject": found.subject}
    if found.area and found.subject:
        text = _("From %(n)s reports in %(area)s on the subject %(subject)s in the last year.")
    elif found.area:
        text = _("From %(n)s reports in %(area)s in the last year.")
    elif found.subject:
        text = _("From %(n)s reports on the subject %(subject)s in the last year.")
    else:
        text = _("From %(n)s reports in the last year.")
    return text % facts + " " + _("This is experience, no promise.")


def _whole(length: timedelta) -> timedelta:
    """Up to the end of the day: a date never promises too early."""
    return -(-length // DAY) * DAY
