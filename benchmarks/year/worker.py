"""A worker whose time is driven: the loop of `kentongan worker`, once for each moment on stdin.

    python -m benchmarks.year.worker FILE

E-mail goes to FILE, one line for each text handed over, so that what really left can be counted
apart from the rows that say so.
"""

import os
import sys
from datetime import datetime

import django
from django.conf import settings


class Mailbox:
    """A transport that appends one line to the file in one write: it survives SIGKILL."""

    immediate = False
    file = -1

    @classmethod
    def is_elsewhere(cls) -> bool:
        return False

    def send(self, address: str, subject: str, text: str, *, message_id: str) -> str:
        assert subject
        assert text
        os.write(self.file, f"{message_id}\t{address}\n".encode())
        return message_id

    def close(self) -> None:
        """Nothing to let go of: the file stays open while the process lives."""


def main(file: str) -> None:
    django.setup()
    from kentongan.common import clock
    from kentongan.notifications import worker

    settings.TRANSPORTS = {**settings.TRANSPORTS, "email": f"{__name__}.Mailbox"}
    Mailbox.file = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    print("ready", flush=True)
    for line in sys.stdin:
        with clock.at(datetime.fromisoformat(line.strip())):
            done = worker.run(once=True)
        print(done, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
