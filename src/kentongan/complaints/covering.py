"""The only place that draws black boxes on pictures, and that reads what a picture tells besides."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from kentongan.complaints import attachments
from kentongan.complaints.models import Attachment
from kentongan.complaints.refusals import Missing

if TYPE_CHECKING:
    from PIL import Image

MOST_BOXES = 40
SMALLEST = 0.5  # percent of a side: less is a slip of the finger
_POSITION, _CAMERA, _TAKEN = 0x8825, 0x0110, 0x0132  # tags of EXIF


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in percent of the picture: right for every size in which it is shown."""

    left: float
    top: float
    width: float
    height: float

    def as_list(self) -> list[float]:
        """As it is stored."""
        return [self.left, self.top, self.width, self.height]


def checked(numbers: Sequence[Sequence[float]]) -> list[Box]:
    """Boxes within the picture; raises Missing with a sentence for the officer."""
    if len(numbers) > MOST_BOXES:
        raise Missing(_("Draw at most %(n)s boxes.") % {"n": MOST_BOXES}, field="boxes")
    made = []
    for left, top, width, height in numbers:
        x, y = min(max(left, 0.0), 100.0), min(max(top, 0.0), 100.0)
        box = Box(*(round(one, 2) for one in (x, y, min(width, 100.0 - x), min(height, 100.0 - y))))
        if box.width < SMALLEST or box.height < SMALLEST:
            raise Missing(_("A box lies outside of the picture, or has no size."), field="boxes")
        made.append(box)
    return made


@contextmanager
def made(attachment: Attachment, boxes: Sequence[Box]) -> Iterator[tuple[str, str]]:
    """Storage names of the covered copy and its thumbnail; both go when the step does not happen."""
    if not boxes:
        yield "", ""
        return
    names = attachments.store_copies(_covered(attachment, boxes), f"covered/{uuid4()}")
    try:
        yield names
    except BaseException:
        for name in names:
            default_storage.delete(name)
        raise


def _covered(attachment: Attachment, boxes: Sequence[Box]) -> "Image.Image":
    from PIL import Image, ImageDraw

    with default_storage.open(attachment.cleaned) as file:
        picture = Image.open(io.BytesIO(file.read())).convert("RGB")
    draw = ImageDraw.Draw(picture)
    for box in boxes:
        left, top = box.left * picture.width / 100, box.top * picture.height / 100
        right = left + box.width * picture.width / 100
        bottom = top + box.height * picture.height / 100
        draw.rectangle((int(left), int(top), int(right) + 1, int(bottom) + 1), fill="black")
    return picture


def hidden_in(attachment: Attachment) -> list[str]:
    """What the file as it came tells besides the picture; the copy that is shown holds none of it."""
    from PIL import Image

    if not attachment.is_image:
        return []
    try:
        with default_storage.open(attachment.original) as file:
            tags = Image.open(io.BytesIO(file.read())).getexif()
    except (OSError, ValueError, SyntaxError):
        return []
    found = []
    if tags.get_ifd(_POSITION):
        found.append(_("the place where it was taken"))
    if tags.get(_TAKEN):
        found.append(_("when it was taken"))
    if tags.get(_CAMERA):
        found.append(_("the camera"))
    return found
