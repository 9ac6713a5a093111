"""SMS through real Kannel into a real server: `python benchmarks/sms.py [COUNT]` (10,000).

Starts bearerbox, smsbox and `kentongan serve` on loopback with a database of its own, sends COUNT
different texts of as many telephones, and prints messages/s, loss and doubles. Needs the Debian
package kannel.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
SECRET = "benchmark"
LIMIT = 900  # seconds, whatever happens


def main(count: int) -> None:
    from tests.channels.programs import Kannel, Telephones, answers, fake, free_port, wait_for

    folder = Path(tempfile.mkdtemp(prefix="kentongan-sms-"))
    app, port = free_port(), free_port()
    kannel = Kannel(folder, app_port=app, smsc=fake(port), secret=SECRET, fake_port=port)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "kentongan.config.settings",
        "KENTONGAN_DEMO": "true",
        "KENTONGAN_DATA_FOLDER": str(folder / "var"),
        "KENTONGAN_HOME_INSTITUTION": "majalengka",
        "KENTONGAN_LOG_LEVEL": "WARNING",
        "KENTONGAN_SMS_PER_CHANNEL_MINUTE": "1000000",
        "KENTONGAN_SMS_CHANNELS": f"kannel url=http://127.0.0.1:{kannel.sendsms}/cgi-bin/sendsms "
        f"username=kentongan password=rahasia from=1708 secret={SECRET} "
        f"callback=http://127.0.0.1:{app}/masuk/sms",
    }
    words = [sys.executable, "-m", "django", "serve", "--demo", "--port", str(app)]
    environ = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    server = subprocess.Popen(words, env=environ, stdout=subprocess.DEVNULL)
    phones = None
    try:
        wait_for(lambda: answers(app), seconds=180, every=0.5)
        phones = Telephones(port)
        measure(phones, count)
    finally:
        if phones:
            phones.stop()
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=20)
        kannel.stop()


def measure(phones: object, count: int) -> None:
    import django

    django.setup()
    from kentongan.channels.models import InboundMessage
    from kentongan.complaints.models import Complaint

    began, before = time.monotonic(), Complaint.objects.count()
    for n in range(count):
        phones.send(f"+62812{n:08d}", f"LAPOR lampu jalan nomor {n:06d} mati di Desa Heuleut")
    print(f"{count} SMS through Kannel, {'PostgreSQL' if database_is_big() else 'SQLite'}")
    kept = until(lambda: InboundMessage.objects.count() >= count, began)
    print(f"kept      {count / kept:8.0f} messages/s", flush=True)
    filed = until(lambda: Complaint.objects.count() - before >= count, began)
    print(f"filed     {count / filed:8.0f} complaints/s, each with its clocks", flush=True)
    texts = list(InboundMessage.objects.values_list("text", flat=True))
    new = Complaint.objects.order_by("-pk")[: len(texts)].values_list("text", flat=True)
    numbers = [text.split("nomor ")[1][:6] for text in new if "nomor " in text]
    print(f"lost      {count - len(set(numbers)):8}")
    twice = len(texts) - len(set(texts))
    print(f"doubled   {len(numbers) - len(set(numbers)):8}   (brought twice {twice})", flush=True)
    answered = until(lambda: len(phones.got) >= count, began)
    receipts = min(count, len(phones.got))
    print(f"answered  {receipts / answered:8.0f} receipts/s at the telephones, {receipts} in all")


def until(holds: object, began: float) -> float:
    while not holds() and time.monotonic() - began < LIMIT:
        time.sleep(0.2)
    return time.monotonic() - began


def database_is_big() -> bool:
    from django.db import connection

    return connection.vendor == "postgresql"


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the programs end with us
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
