"""A mailbox over IMAP: what is new since the last UID, once; answers go out by SMTP.

`kentongan mailbox` holds the connection. docs/howto/email.md has the set-up that was tested.
"""

import imaplib
import re
import ssl
from collections.abc import Sequence
from typing import ClassVar

from kentongan.notifications.transports import DeliveryError
from kentongan.notifications.transports.sms import Carrier, Channel

TIMEOUT = 30
PORTS = {"ssl": 993, "starttls": 143, "no": 143}


class MailboxLost(DeliveryError):
    """There is no connection to the mailbox; what comes waits there."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, is_away=True)


class Imap(Carrier):
    transport: ClassVar[str] = "email"
    has_own_process: ClassVar[bool] = True
    needs: ClassVar[tuple[str, ...]] = ("host", "user", "password", "address")

    def __init__(self, channel: Channel) -> None:
        super().__init__(channel)
        self.folder = channel.get("folder", "INBOX")
        self._server: imaplib.IMAP4 | None = None

    def connect(self) -> int:
        """Sign in and open the folder; returns its UIDVALIDITY. Raises MailboxLost."""
        get = self.channel.get
        tls = get("tls", "ssl")
        port = int(get("port") or PORTS.get(tls, 993))
        try:
            if tls == "ssl":
                server: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                    get("host"), port, ssl_context=self._trusted(), timeout=TIMEOUT
                )
            else:
                server = imaplib.IMAP4(get("host"), port, timeout=TIMEOUT)
            self._server = server
            if tls == "starttls":
                server.starttls(self._trusted())
            server.login(get("user"), get("password"))
            self._asked(server.select(_quoted(self.folder)))
            _kind, said = server.response("UIDVALIDITY")
            return int(said[0])
        except (imaplib.IMAP4.error, OSError, TypeError, ValueError) as error:
            self.close()
            raise MailboxLost(f"{get('host')}: {_words(error)}") from None

    def close(self) -> None:
        """Let go, politely where that is still possible."""
        server, self._server = self._server, None
        if server is None:
            return
        try:
            server.logout()
        except (imaplib.IMAP4.error, OSError):
            server.shutdown()

    def new_uids(self, *, after: int | None) -> list[int]:
        """What came after a UID; without one, what nobody has read."""
        words = ("UID", f"{after + 1}:*") if after is not None else ("UNSEEN",)
        found = self._uid("SEARCH", *words)
        uids = [int(one) for piece in found if isinstance(piece, bytes) for one in piece.split()]
        # `9:*` always names the last one, also where it is older.
        return sorted(one for one in uids if after is None or one > after)

    def last_uid(self) -> int:
        """The highest there is; 0 in an empty folder."""
        found = self._uid("SEARCH", "UID", "*")
        uids = [int(one) for piece in found if isinstance(piece, bytes) for one in piece.split()]
        return max(uids, default=0)

    def size(self, uid: int) -> int | None:
        """In bytes; None when somebody has removed it meanwhile."""
        for piece in self._uid("FETCH", str(uid), "(RFC822.SIZE)"):
            octets = piece if isinstance(piece, bytes) else b""
            if found := re.search(rb"RFC822\.SIZE (\d+)", octets):
                return int(found[1])
        return None

    def raw(self, uid: int, *, head_only: bool = False) -> bytes:
        """The mail as it came; it stays unread until it is kept here."""
        part = "(BODY.PEEK[HEADER])" if head_only else "(BODY.PEEK[])"
        for piece in self._uid("FETCH", str(uid), part):
            if isinstance(piece, tuple):
                return bytes(piece[1])
        return b""

    def done(self, uid: int) -> None:
        """It is kept here: mark it as read, or move it where the line says."""
        self._uid("STORE", str(uid), "+FLAGS.SILENT", "(\\Seen)")
        if archive := self.channel.get("archive"):
            self._uid("COPY", str(uid), _quoted(archive))
            self._uid("STORE", str(uid), "+FLAGS.SILENT", "(\\Deleted)")
            self._guarded(lambda server: server.expunge())

    def alive(self) -> None:
        """Raises MailboxLost when the server has gone."""
        self._guarded(lambda server: server.noop())

    def _uid(self, command: str, *words: str) -> Sequence[object]:
        return self._guarded(lambda server: server.uid(command, *words))

    def _guarded(self, ask: object) -> Sequence[object]:
        if self._server is None:
            raise MailboxLost("not connected")
        try:
            return self._asked(ask(self._server))  # type: ignore[operator]
        except (imaplib.IMAP4.error, OSError) as error:
            self.close()
            raise MailboxLost(f"{self.channel.get('host')}: {_words(error)}") from None

    def _asked(self, answer: tuple[str, Sequence[object]]) -> Sequence[object]:
        kind, found = answer
        if kind != "OK":
            first = found[0] if found else b""
            words = first.decode("utf-8", "replace") if isinstance(first, bytes) else str(first)
            raise imaplib.IMAP4.error(words[:200])
        return found

    def _trusted(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.channel.get("ca") or None)


def _quoted(name: str) -> str:
    plain = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def _words(error: Exception) -> str:
    """What went wrong, on one line; a server may repeat what we said, but not the password."""
    first = error.args[0] if error.args else ""
    text = first.decode("utf-8", "replace") if isinstance(first, bytes) else str(error)
    return " ".join(text.split())[:200] or type(error).__name__
