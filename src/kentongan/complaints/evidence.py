"""The only place that judges photos: used before, without place or time, a screenshot or a logo.

What it says warns an officer and whoever approves; it stops nothing. The metadata is read here
before the file is made anew without it.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from kentongan.complaints.models import Attachment, PhotoCheck

if TYPE_CHECKING:
    from PIL import Image

BITS, BAND = 64, 16
NEAR = 3  # bits by which two copies of one photo may differ: then they share a band
FEW_COLOURS = 40
CANDIDATES = 200
_MAKE, _MODEL, _EXIF, _GPS, _TAKEN, _LATITUDE = 271, 272, 0x8769, 0x8825, 36867, 2


def note(attachment: Attachment, picture: "Image.Image") -> PhotoCheck:
    """Keep what the photo shows; called while its metadata is still there."""
    exif = picture.getexif()
    taken_at = _moment(str(exif.get_ifd(_EXIF).get(_TAKEN, "")))
    has_camera = bool(exif.get(_MAKE) or exif.get(_MODEL))
    bits = look_of(picture)
    bands = [(bits >> shift) & 0xFFFF for shift in range(0, BITS, BAND)]
    facts = {
        **dict(zip(("band_a", "band_b", "band_c", "band_d"), bands, strict=True)),
        "has_place": _LATITUDE in exif.get_ifd(_GPS),
        "taken_at": taken_at,
        "is_drawn": not has_camera and taken_at is None and _is_drawn(picture),
        "same_as": _earlier(attachment, bits, bands),
    }
    row, _is_new = PhotoCheck.objects.update_or_create(attachment=attachment, defaults=facts)
    return row


def look_of(picture: "Image.Image") -> int:
    """64 bits that hardly change when a photo is made smaller or pressed harder."""
    dots = picture.convert("L").resize((9, 8)).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            left, right = dots[row * 9 + column], dots[row * 9 + column + 1]
            bits = bits << 1 | (left > right)
    return bits


def doubts(attachment: Attachment) -> Iterator[str]:
    """What to look at, in sentences; for photos of an office also what is missing."""
    row: PhotoCheck | None = getattr(attachment, "photo", None)
    if row is None:
        return
    if row.same_as:
        number = row.same_as.complaint.shown_number
        yield _("The same photo was used before, in %(number)s.") % {"number": number}
    if attachment.purpose == Attachment.Purpose.EVIDENCE:
        return
    if row.is_drawn:
        yield _("It looks like a screenshot or a logo, not like a photo.")
        return
    if not row.has_place:
        yield _("The photo does not say where it was taken.")
    if row.taken_at is None:
        yield _("The photo does not say when it was taken.")


def _earlier(attachment: Attachment, bits: int, bands: list[int]) -> Attachment | None:
    if bits in (0, 2**BITS - 1):  # one colour alone looks like every other
        return None
    a, b, c, d = bands
    near = Q(band_a=a) | Q(band_b=b) | Q(band_c=c) | Q(band_d=d)
    rows = PhotoCheck.objects.filter(near, attachment__lt=attachment.pk)
    if attachment.event_id:  # twice in one step is no second use
        rows = rows.exclude(attachment__event=attachment.event_id)
    for row in rows.select_related("attachment").order_by("-attachment")[:CANDIDATES]:
        theirs = row.band_a | row.band_b << 16 | row.band_c << 32 | row.band_d << 48
        if (bits ^ theirs).bit_count() <= NEAR:
            return row.attachment
    return None


def _is_drawn(picture: "Image.Image") -> bool:
    small = picture.convert("RGB").resize((64, 64))
    dots = small.tobytes()
    colours = {tuple(one >> 4 for one in dots[at : at + 3]) for at in range(0, len(dots), 3)}
    return picture.format == "PNG" or len(colours) < FEW_COLOURS


def _moment(text: str) -> datetime | None:
    try:
        return make_aware(datetime.strptime(text, "%Y:%m:%d %H:%M:%S"))
    except ValueError:
        return None
