"""Where webhooks and pushes may go: a public address, judged when it is called, and called at that address.

A name may answer differently a second later (DNS rebinding), so it is resolved once, every address
that it has is judged, and the connection goes to the address that was judged. No redirect is
followed.
"""

import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

TIMEOUT = 10.0
LONGEST_ANSWER = 2048


class Forbidden(Exception):
    """This address may not be called."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address, resolved and judged."""

    scheme: str
    host: str
    port: int
    path: str
    ip: str

    @property
    def authority(self) -> str:
        """Host and port as the header names them."""
        bare = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"https": 443, "http": 80}[self.scheme]
        return bare if self.port == usual else f"{bare}:{self.port}"


def fault_of(url: str) -> str:
    """Why this cannot be an address of a webhook; empty when it can. Asks no name server."""
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError:
        return _("This is no address.")
    if any(one.isspace() or ord(one) < 32 or ord(one) > 126 for one in url) or len(url) > 500:
        return _("This is no address.")
    schemes = ("https", "http") if settings.WEBHOOK_PRIVATE else ("https",)
    if parts.scheme not in schemes:
        return _("The address must begin with https://.")
    if not parts.hostname or parts.username or parts.password:
        return _("The address needs a host, and no password in it.")
    try:
        literal = ipaddress.ip_address(parts.hostname)
    except ValueError:
        return ""
    return "" if _is_allowed(str(literal)) else _("This is an address inside a private network.")


def resolved(url: str) -> Target:
    """The target, with the one address to which to connect. Raises Forbidden or OSError."""
    fault = fault_of(url)
    if fault:
        raise Forbidden(fault)
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    ips = [str(one[4][0]).partition("%")[0] for one in found]
    if not ips or not all(_is_allowed(one) for one in ips):
        raise Forbidden(_("This is an address inside a private network."))
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return Target(scheme=parts.scheme, host=host, port=port, path=path, ip=ips[0])


def post(target: Target, body: bytes, headers: dict[str, str]) -> int:
    """Send `body` to the judged address; the status of the answer. Raises OSError, HTTPException."""
    connection = _connection(target)
    try:
        connection.request("POST", target.path, body=body, headers=headers)
        response = connection.getresponse()
        response.read(LONGEST_ANSWER)
        return response.status
    finally:
        connection.close()


def _connection(target: Target) -> http.client.HTTPConnection:
    """Connected to the judged address; host name and certificate are those of the name."""
    made = http.client.HTTPConnection(target.host, target.port, timeout=TIMEOUT)
    plain = socket.create_connection((target.ip, target.port), timeout=TIMEOUT)
    made.sock = plain
    if target.scheme == "https":
        try:
            context = ssl.create_default_context()
            made.sock = context.wrap_socket(plain, server_hostname=target.host)
        except BaseException:
            plain.close()
            raise
    return made


def _is_allowed(text: str) -> bool:
    ip = ipaddress.ip_address(text)
    if isinstance(ip, ipaddress.IPv6Address):
        # An IPv4 address in the clothes of an IPv6 one: mapped, 6to4, Teredo, NAT64.
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return _is_allowed(str(inner))
    if settings.WEBHOOK_PRIVATE:
        return not (ip.is_multicast or ip.is_unspecified)
    return ip.is_global and not ip.is_multicast
