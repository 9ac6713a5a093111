"""The real programs of SMS, started on loopback by the tests that need them, and ended with them."""

import json
import os
import queue
import shutil
import signal
import socket
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

NODE = Path(__file__).parent / "node"
FAKESMSC = Path("/usr/lib/kannel/test/fakesmsc")
PATH = f"{os.environ['PATH']}:/usr/sbin"


def program(name, package):
    """The path of a program, or the test is skipped and says what would run it."""
    found = shutil.which(name, path=PATH)
    if found is None:
        pytest.skip(f"needs {name}: install the package {package}")
    return found


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, *, seconds=30, every=0.05):
    """Until `what()` is true; returns what it gave."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := what():
            return found
        time.sleep(every)
    raise AssertionError(f"waited {seconds} s in vain for {what}")


def answers(port):
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


class Running:
    """One program in a group of its own."""

    def __init__(self, words, *, cwd=None, **options):
        self.process = subprocess.Popen(
            [str(one) for one in words], cwd=cwd, process_group=0,
            stdout=options.get("stdout", subprocess.DEVNULL),
            stderr=options.get("stderr", subprocess.DEVNULL),
            stdin=options.get("stdin", subprocess.DEVNULL), env=options.get("env"), text=True,
        )  # fmt: skip

    def stop(self, number=signal.SIGTERM):
        for one in (number, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, one)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=5)
                return


class Relay:
    """A wire that can be cut: whoever connects to `port` reaches `target` while it is whole."""

    def __init__(self, target):
        self.target, self.port = target, free_port()
        self.open, self._server = [], None
        self.mend()

    def mend(self):
        self._server = socket.create_server(("127.0.0.1", self.port), backlog=200)
        threading.Thread(target=self._accept, args=(self._server,), daemon=True).start()

    def cut(self):
        server, self._server = self._server, None
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        server.close()
        for one in [*self.open]:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self.open.clear()

    def _accept(self, server):
        while True:
            try:
                near, _ = server.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.target), timeout=5)
            except OSError:
                near.close()
                continue
            far.settimeout(None)
            self.open += [near, far]
            for a, b in ((near, far), (far, near)):
                threading.Thread(target=self._pump, args=(a, b), daemon=True).start()

    def _pump(self, a, b):
        with suppress(OSError):
            while octets := a.recv(65536):
                b.sendall(octets)
        for one in (a, b):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


class Smsc:
    """tests/channels/node/smsc.js, an unrelated implementation of the other side of SMPP."""

    def __init__(self, *certificate_and_key):
        node = program("node", "nodejs")
        if not (NODE / "node_modules" / "smpp").exists():
            pytest.skip("needs the npm package smpp: npm ci --prefix tests/channels/node")
        self.port, self.events, self._lines = free_port(), [], queue.Queue()
        self.running = Running(
            [node, NODE / "smsc.js", self.port, *certificate_and_key],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        threading.Thread(target=self._listen, daemon=True).start()
        wait_for(lambda: self.seen("listening"))

    def _listen(self):
        for line in self.running.process.stdout:
            with suppress(ValueError):
                self.events.append(json.loads(line))

    def seen(self, event, **facts):
        return [
            one for one in self.events
            if one["event"] == event and all(one.get(k) == v for k, v in facts.items())
        ]  # fmt: skip

    def tell(self, **order):
        self.running.process.stdin.write(json.dumps(order) + "\n")
        self.running.process.stdin.flush()

    def deliver(self, sender, text, *, n=0, **more):
        self.tell(do="deliver", n=n, text=text, **{"from": sender.lstrip("+"), **more})

    def stop(self):
        self.running.stop()


class Kannel:
    """bearerbox and smsbox with the configuration of docs/howto/sms-kannel.md."""

    def __init__(self, folder, *, app_port, smsc, secret, fake_port=0):
        self.bearerbox = program("bearerbox", "kannel")
        self.folder, self.smsc, self.app_port, self.secret = folder, smsc, app_port, secret
        self.admin, self.box, self.sendsms = free_port(), free_port(), free_port()
        self.fake_port, self.running = fake_port, []
        (folder / "kannel.conf").write_text(self.configuration())
        self.start()

    def start(self):
        config = self.folder / "kannel.conf"
        self.running.append(Running([self.bearerbox, "-v", "4", config], cwd=self.folder))
        wait_for(lambda: answers(self.admin) and answers(self.box))
        smsbox = program("smsbox", "kannel")
        self.running.append(Running([smsbox, "-v", "4", config], cwd=self.folder))
        wait_for(lambda: answers(self.sendsms))

    def stop(self):
        for one in reversed(self.running):
            one.stop()
        self.running.clear()

    def status(self):
        with urlopen(f"http://127.0.0.1:{self.admin}/status.txt?password=status") as page:
            return page.read().decode()

    def configuration(self):
        url = f"http://127.0.0.1:{self.app_port}/masuk/sms/kannel/"
        return f"""
group = core
admin-port = {self.admin}
admin-password = admin
status-password = status
admin-allow-ip = 127.0.0.1
smsbox-port = {self.box}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
store-type = file
store-location = {self.folder}/store
store-dump-freq = 1
dlr-storage = internal
log-file = {self.folder}/bearerbox.log
log-level = 1
sms-combine-concatenated-mo = true
sms-combine-concatenated-mo-timeout = 60
sms-resend-freq = 2

{self.smsc}

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {self.box}
sendsms-port = {self.sendsms}
sendsms-interface = 127.0.0.1
log-file = {self.folder}/smsbox.log
log-level = 1
http-request-retry = 100000
http-queue-delay = 1
reply-couldnotfetch = "Laporan Anda belum kami terima. Kirim lagi nanti."
reply-requestfailed = "Laporan Anda belum kami terima. Kirim lagi nanti."
reply-emptymessage = ""

group = sendsms-user
username = kentongan
password = rahasia
concatenation = true
max-messages = 6
user-allow-ip = 127.0.0.1

group = sms-service
keyword = default
catch-all = true
max-messages = 0
assume-plain-text = true
post-url = "{url}?from=%p&to=%P&id=%I&coding=%c&charset=%C&time=%t&token={self.secret}"
"""


def fake(port):
    """Kannel's own fake SMSC: it waits for somebody who speaks a line for each message."""
    return (
        f"group = smsc\nsmsc = fake\nsmsc-id = palsu\nport = {port}\nconnect-allow-ip = 127.0.0.1"
    )


def smpp(port):
    return f"""group = smsc
smsc = smpp
smsc-id = operator
host = 127.0.0.1
port = {port}
transceiver-mode = true
smsc-username = kentongan
smsc-password = rahasia
system-type = ""
reconnect-delay = 1
max-pending-submits = 20
alt-charset = "UTF-8"
"""


class Telephones:
    """Many telephones on the fake SMSC: a line `from to text words` for each message."""

    def __init__(self, port):
        self.got = []
        wait_for(lambda: answers(port))
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        threading.Thread(target=self._listen, daemon=True).start()

    def send(self, sender, text):
        self.socket.sendall(f"{sender} 1708 text {text}\n".encode())

    def _listen(self):
        with suppress(OSError), self.socket.makefile("r", errors="replace") as lines:
            for line in lines:
                self.got.append(line.strip())

    def stop(self):
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


class Modem:
    """gammu-smsd with its dummy telephone, as docs/howto/sms-gammu.md configures a real one."""

    def __init__(self, folder):
        smsd = program("gammu-smsd", "gammu-smsd")
        self.folder = folder
        for name in ("inbox", "outbox", "sent", "error", "phone/sms/1", "phone/sms/2"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        for name in ("3", "4", "5"):
            (folder / "phone" / "sms" / name).mkdir()
        config = folder / "smsdrc"
        config.write_text(
            f"[gammu]\nmodel = dummy\nconnection = none\nport = {folder}/phone\n"
            f"gammuloc = /dev/null\nloglevel =\n[smsd]\nservice = files\n"
            f"logfile = {folder}/smsd.log\ndebuglevel = 1\n"
            f"inboxpath = {folder}/inbox/\noutboxpath = {folder}/outbox/\n"
            f"sentsmspath = {folder}/sent/\nerrorsmspath = {folder}/error/\n"
            "inboxformat = unicode\ntransmitformat = auto\ncheckbattery = 0\nchecksignal = 0\n"
            "commtimeout = 1\nsendtimeout = 5\nreceivefrequency = 1\nstatusfrequency = 0\n"
            "multiparttimeout = 10\nloopsleep = 1\nphoneid = kantor\n"
        )
        self.running = Running([smsd, "-c", config], cwd=folder)

    def receives(self, number, text, *, slot=1):
        """A message on the card of the telephone, in the form of a gammu backup."""
        code = text.encode("utf-16-be").hex().upper()
        lines = [f"Text{n // 200:02} = {code[n : n + 200]}" for n in range(0, len(code), 200)]
        (self.folder / "phone" / "sms" / "1" / str(slot)).write_text(
            "[SMSBackup000]\n#\n"
            f'SMSC = "+628110000"\nSent = 20261128T041700\nState = UnRead\nNumber = "{number}"\n'
            "Coding = Unicode_No_Compression\nFolder = 1\n" + "\n".join(lines) + "\n"
            f"Length = {len(text)}\nClass = -1\nReplaceMessage = 0\nRejectDuplicates = False\n"
        )

    def stop(self):
        self.running.stop()
