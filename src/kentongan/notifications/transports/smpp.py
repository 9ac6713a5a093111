"""SMPP 3.4 straight to an operator: one bind that sends and receives, held by `kentongan smpp`.

The library is not made for threads and an error in one of its handlers would end the bind unnoticed:
so one process, one thread, and no handler lets anything through.
"""

import logging
import re
import select
import socket
import ssl
import time
from collections.abc import Callable
from typing import Any, ClassVar

from kentongan.notifications import gsm
from kentongan.notifications.transports import DeliveryError
from kentongan.notifications.transports.sms import Arrived, Carrier, Channel, News

log = logging.getLogger(__name__)

CONNECT, ANSWER = 10, 20  # seconds
OK, TEMPORARY = 0x00, 0x64  # ESME_RX_T_APPN: the SMSC tries again
FINAL = {0x0A, 0x0B, 0x33, 0x40}  # no such address
MULTIPART, RECEIPT = 0x40, 0x04
GSM_7, LATIN_1, UCS_2 = 0, 3, 8
INTERNATIONAL, ALPHANUMERIC, ISDN = 1, 5, 1
STATES = {"DELIVRD": "DELIVERED", "ACCEPTD": "ACCEPTED", "ENROUTE": "ACCEPTED"}
STATES |= dict.fromkeys(("UNDELIV", "REJECTD", "EXPIRED", "DELETED"), "FAILED")


class LinkLost(DeliveryError):
    """There is no connection to the operator; messages wait until there is one."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, is_away=True)


class Smpp(Carrier):
    sends_here: ClassVar[bool] = False
    needs: ClassVar[tuple[str, ...]] = ("host", "port", "system_id", "password")

    def __init__(self, channel: Channel) -> None:
        super().__init__(channel)
        self.on_message: Callable[[Arrived], object] = lambda arrived: None
        self.on_news: Callable[[News], object] = lambda news: None
        self._client: Any = None
        self._answers: dict[int, tuple[int, str]] = {}

    @property
    def is_up(self) -> bool:
        return self._client is not None

    def connect(self) -> None:
        """Bind as transceiver. Raises LinkLost."""
        import smpplib.exceptions

        get = self.channel.needed
        client = _client_class()(
            get("host"),
            int(get("port")),
            timeout=CONNECT,
            allow_unknown_opt_params=True,
            ssl_context=self._trusted(),
        )
        client.logger.setLevel(logging.ERROR)  # it writes numbers and texts into the log
        client.set_message_received_handler(self._received)
        client.set_message_sent_handler(self._sent)
        client.set_error_pdu_handler(self._sent)
        try:
            client.connect()
            client.bind_transceiver(system_id=get("system_id"), password=get("password"))
        except (smpplib.exceptions.ConnectionError, smpplib.exceptions.PDUError) as error:
            client.disconnect()
            raise LinkLost(f"{get('host')}: {error or 'no answer to the bind'}") from None
        except OSError as error:
            client.disconnect()
            raise LinkLost(f"{get('host')}: {error}") from None
        self._client = client

    def _trusted(self) -> ssl.SSLContext | None:
        """With `tls=yes`: certificates are checked, against `ca=` where the operator has its own."""
        if self.channel.get("tls") != "yes":
            return None
        return ssl.create_default_context(cafile=self.channel.get("ca") or None)

    def disconnect(self, *, politely: bool = False) -> None:
        """Let go; `politely` says good-bye first."""
        client, self._client = self._client, None
        self._answers.clear()
        if client is None:
            return
        try:
            if politely:
                client.unbind()
        except Exception as error:  # whatever it says, we are leaving
            log.info("unbind: %s", error)
        finally:
            client.disconnect()

    def pump(self, seconds: float) -> None:
        """Act on what comes for up to `seconds`, returning after the first. Raises LinkLost."""
        import smpplib.exceptions

        client = self._client
        if client is None:
            raise LinkLost("not connected")
        try:
            # What TLS has opened already no longer waits in the socket.
            waits = getattr(client._socket, "pending", int)()
            readable = waits or select.select([client._socket], [], [], seconds)[0]
            if readable:
                client.read_once(auto_send_enquire_link=False)
        except smpplib.exceptions.PDUError as error:
            log.warning("SMPP: %s", error)
        except (smpplib.exceptions.ConnectionError, OSError, ValueError) as error:
            raise LinkLost(str(error) or "the connection was closed") from None
        except Exception as error:  # a PDU that nobody can read: begin anew, it comes again
            log.exception("SMPP: unreadable PDU")
            raise LinkLost(str(error)) from None

    def enquire(self) -> None:
        """Keep the link alive and notice when it is dead."""
        import smpplib.smpp

        self._guarded(lambda: smpplib.smpp.make_pdu("enquire_link", client=self._client))

    def send(self, address: str, subject: str, text: str, *, message_id: str) -> str:
        """Submit every part and wait until the operator has taken it."""
        try:
            return self._send_parts(address, text, message_id=message_id)
        except LinkLost:
            self.disconnect()
            raise

    def _send_parts(self, address: str, text: str, *, message_id: str) -> str:
        texts = gsm.split(text)
        coding = GSM_7 if gsm.is_gsm(text) else UCS_2
        encode = gsm.encoded if coding == GSM_7 else lambda one: one.encode("utf-16-be")
        # The same reference at every try: a telephone that got a part twice shows it once.
        reference, taken = int(re.sub(r"\D", "", message_id) or 0) % 256, ""
        for number, part in enumerate(texts, start=1):
            octets = encode(part)
            if len(texts) > 1:
                octets = bytes((5, 0, 3, reference, len(texts), number)) + octets
            taken = self._submit(
                address,
                octets,
                coding=coding,
                is_part=len(texts) > 1,
                wants_receipt=number == len(texts),
            )
        return taken

    def _submit(
        self, address: str, octets: bytes, *, coding: int, is_part: bool, wants_receipt: bool
    ) -> str:
        import smpplib.smpp

        source = self.channel.get("from")
        pdu = self._guarded(
            lambda: smpplib.smpp.make_pdu(
                "submit_sm",
                client=self._client,
                source_addr_ton=INTERNATIONAL if source.isdecimal() else ALPHANUMERIC,
                source_addr_npi=ISDN if source.isdecimal() else 0,
                source_addr=source,
                dest_addr_ton=INTERNATIONAL,
                dest_addr_npi=ISDN,
                destination_addr=address.lstrip("+"),
                short_message=octets,
                data_coding=coding,
                esm_class=MULTIPART if is_part else 0,
                registered_delivery=1 if wants_receipt else 0,
            )
        )
        until = time.monotonic() + ANSWER
        while pdu.sequence not in self._answers:
            if time.monotonic() > until:
                raise LinkLost("no answer to a message")
            self.pump(0.5)
        status, reference = self._answers.pop(pdu.sequence)
        if status != OK:
            raise DeliveryError(f"SMSC: status 0x{status:02X}", retry=status not in FINAL)
        return reference

    def _guarded(self, make: Callable[[], Any]) -> Any:
        import smpplib.exceptions

        if self._client is None:
            raise LinkLost("not connected")
        try:
            pdu = make()
            self._client.send_pdu(pdu)
        except (smpplib.exceptions.ConnectionError, smpplib.exceptions.PDUError, OSError) as error:
            raise LinkLost(str(error) or "the connection was closed") from None
        return pdu

    def _sent(self, pdu: Any, **_: object) -> None:
        # An error comes here twice, the second time without an id: the first word counts.
        if pdu.command == "submit_sm_resp":
            said = pdu.message_id or b""
            self._answers.setdefault(
                pdu.sequence, (int(pdu.status), said.decode("ascii", "replace"))
            )

    def _received(self, pdu: Any) -> int:
        try:
            if int(pdu.esm_class or 0) & 0x3C == RECEIPT:
                if news := _news(pdu):
                    self.on_news(news)
            else:
                self.on_message(_arrived(pdu))
        except Exception:  # above all a database that is away: it must come again
            log.exception("An SMS could not be kept; the operator will send it again")
            return TEMPORARY
        return OK


def _client_class() -> type[Any]:
    """The library's client, which names no host when it begins TLS: no certificate would fit."""
    import smpplib.client
    import smpplib.consts

    class Client(smpplib.client.Client):  # type: ignore[misc] # the library has no types
        _socket: Any = None

        def _create_socket(self) -> Any:
            raw = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            raw.settimeout(self.timeout)
            if self._ssl_context is None:
                return raw
            return self._ssl_context.wrap_socket(raw, server_hostname=self.host)

        def connect(self) -> None:
            """As theirs, but what went wrong is said: theirs calls it all "refused"."""
            self._socket = self._socket or self._create_socket()
            self._socket.connect((self.host, self.port))
            self.state = smpplib.consts.SMPP_CLIENT_STATE_OPEN

    return Client


def _news(pdu: Any) -> News | None:
    text = (pdu.short_message or b"").decode("ascii", "replace")
    found = re.search(r"id:\s*(\S+)", text)
    own = pdu.receipted_message_id
    reference = own.decode("ascii", "replace").rstrip("\x00") if own else found and found[1]
    state = re.search(r"stat:\s*(\w+)", text)
    if not reference or not state or state[1] not in STATES:
        log.warning("An SMPP receipt cannot be read")
        return None
    return News(STATES[state[1]], reference=str(reference))


def _arrived(pdu: Any) -> Arrived:
    octets = pdu.short_message or pdu.message_payload or b""
    reference, number, total = "", 1, 1
    if int(pdu.esm_class or 0) & MULTIPART and octets:
        header, octets = octets[1 : octets[0] + 1], octets[octets[0] + 1 :]
        reference, number, total = _concatenation(header)
    sender = (pdu.source_addr or b"").decode("ascii", "replace")
    if pdu.source_addr_ton == INTERNATIONAL and not sender.startswith("+"):
        sender = f"+{sender}"
    return Arrived(
        sender=sender,
        text=_text(octets, int(pdu.data_coding or 0)),
        recipient=(pdu.destination_addr or b"").decode("ascii", "replace"),
        part_ref=reference,
        part_number=number,
        part_total=total,
    )


def _concatenation(header: bytes) -> tuple[str, int, int]:
    """Reference, number and total of a part; a header of something else is no part."""
    place = 0
    while place + 1 < len(header):
        kind, length = header[place], header[place + 1]
        value = header[place + 2 : place + 2 + length]
        if (kind, length) in ((0, 3), (8, 4)) and len(value) == length:
            return value[:-2].hex(), value[-1], value[-2]
        place += 2 + length
    return "", 1, 1


def _text(octets: bytes, coding: int) -> str:
    if coding == UCS_2:
        return octets.decode("utf-16-be", "replace")
    if coding == LATIN_1:
        return octets.decode("latin-1")
    return gsm.decoded(octets)
