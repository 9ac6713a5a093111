"""Who gets what arrives, whatever the channel: who was named, or the one who is served here."""

from django.conf import settings

from kentongan.common import clock
from kentongan.organizations import directory
from kentongan.organizations.models import Organization


def institution(code: str) -> Organization | None:
    """The institution with this code; without a code the home institution, if there is one.

    None: the national desk decides. Raises LookupError for a code that no institution has now.
    """
    wanted = code or settings.HOME_INSTITUTION
    if not wanted:
        return None
    found = directory.institutions(clock.today()).filter(code=wanted).first()
    if found is None and code:
        raise LookupError(code)
    return found
