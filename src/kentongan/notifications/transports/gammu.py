"""A modem in an office: gammu-smsd reads files from `outbox` and writes what comes into `inbox`.

docs/howto/sms-gammu.md has the configuration that was tested.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import ClassVar

from django.utils import timezone

from kentongan.notifications.transports import DeliveryError
from kentongan.notifications.transports.sms import Arrived, Carrier, News

# IN20261128_041700_00_+6281234567890_00.txt: date, time, serial, sender, part
NAME = re.compile(r"IN(\d{8})_(\d{6})_(\w+)_(.*)_(\d+)\.txt")
SETTLED = 1.0  # seconds: the parts of one message are written one after the other
PART = 3000  # more in one part is not from a telephone


class Gammu(Carrier):
    needs: ClassVar[tuple[str, ...]] = ("folder",)

    def send(self, address: str, subject: str, text: str, *, message_id: str) -> str:
        """A file with the name that smsd wants; it appears there whole or not at all."""
        stamp = timezone.localtime().strftime("%Y%m%d_%H%M%S")
        # The ending d asks for a delivery report.
        name = f"OUTC{stamp}_00_{address}_{message_id}.txt"
        folder = self._folder("outbox")
        try:
            draft = folder / f".{message_id}.part"
            draft.write_bytes(text.encode("utf-16"))
            draft.rename(folder / name)
        except OSError as error:
            raise DeliveryError(f"{folder}: {error.strerror}") from error
        return message_id

    def queued(self) -> int | None:
        """What lies in the two folders: not yet sent by the modem, not yet read by us."""
        folders = (self._folder("outbox"), self._folder("inbox"))
        return sum(1 for one in folders if one.is_dir() for _file in one.iterdir())

    def fetch(self) -> Iterator[Arrived]:
        """What smsd has received, oldest first; a file is removed once its message is kept."""
        try:
            files = sorted(self._folder("inbox").glob("IN*.txt"))
        except OSError:
            return
        for key, found in groupby(files, key=lambda one: one.name.rpartition("_")[0]):
            parts = list(found)
            if not self._is_settled(parts):
                continue
            if arrived := self._message(key, parts):
                yield arrived
            for one in parts:
                one.unlink(missing_ok=True)

    def fetch_news(self) -> Iterator[News]:
        """What became of ours: smsd moves each file to `sent` or `error`."""
        for name, state in (("sent", "ACCEPTED"), ("error", "FAILED")):
            for one in sorted(self._folder(name).glob("OUT*_kentongan-*")):
                key = re.search(r"kentongan-\d+", one.name)
                if key:
                    yield News(state, key=key[0])
                one.unlink(missing_ok=True)

    def _folder(self, name: str) -> Path:
        return Path(self.channel.get(name) or Path(self.channel.needed("folder")) / name)

    def _is_settled(self, parts: list[Path]) -> bool:
        try:
            newest = max(one.stat().st_mtime for one in parts)
        except OSError:
            return False
        return timezone.now().timestamp() - newest >= SETTLED

    def _message(self, key: str, parts: list[Path]) -> Arrived | None:
        match = NAME.fullmatch(parts[0].name)
        if match is None:
            return None
        octets = [one.read_bytes()[: PART * 4] for one in parts]
        text = "".join(_text(one) for one in octets)
        digest = hashlib.sha256(b"".join(octets)).hexdigest()[:16]
        return Arrived(
            sender=match[4],
            text=text,
            external_id=f"{key}:{digest}",
            sent_at=_moment(match[1] + match[2]),
        )


def _text(octets: bytes) -> str:
    if octets[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return octets.decode("utf-16", "replace")
    return octets.decode("utf-8", "replace")


def _moment(digits: str) -> datetime | None:
    try:
        return timezone.make_aware(datetime.strptime(digits, "%Y%m%d%H%M%S"))
    except ValueError:
        return None
