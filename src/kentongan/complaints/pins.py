"""The only place that judges a tracking number and its PIN: the key of who has no account."""

import hmac
import ipaddress

from django.conf import settings

from kentongan.common import ids
from kentongan.common.limits import Limit
from kentongan.complaints.models import Complaint

NOBODY = "0" * 64
FROM_ADDRESS = Limit("pin-address", most=100, seconds=900)
# Ten in a quarter of an hour: half of the PINs take a year and a half of trying.
OF_NUMBER = Limit("pin-number", most=10, seconds=900)
# Numbers are public, so a stranger may use up the ten on purpose. The first tries of each network are
# judged all the same: the reporter is never locked out, and a thousand networks still need months.
FIRST_OF_NETWORK = Limit("pin-network", most=3, seconds=86_400)
IPV6_SITE = 48  # bits: what one customer may be given, with all addresses in it


class TooManyTries(Exception):
    """Wait a quarter of an hour; pages and API say so in their words."""


def opens(number: str, pin: str, *, address: str) -> int | None:
    """The id of the complaint that `pin` opens, or None. Both are taken as typed.

    Only wrong tries count, whoever asks where: page and API share the count. An unknown number
    costs the same query and the same comparisons as a wrong PIN, so that neither the words nor the
    time of the answer tell which numbers exist.
    """
    stored = ids.read_number(number) or ""
    counted = stored or f"unreadable {number[:40]}"
    network = _network(address)
    tries = [(FROM_ADDRESS, network)]
    if not FROM_ADDRESS.spend(network):
        raise TooManyTries
    for limit, of in ((FIRST_OF_NETWORK, f"{counted} {network}"), (OF_NUMBER, counted)):
        if limit.spend(of):
            tries.append((limit, of))
            break
    else:
        raise TooManyTries
    found = _judge(stored, pin)
    if found is not None:
        for limit, of in tries:
            limit.give_back(of)
    return found


def _network(address: str) -> str:
    """Whose tries count together: an IPv4 address, or all of one customer's IPv6 addresses."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 4:
        return address
    return str(ipaddress.ip_network((known, IPV6_SITE), strict=False))


def _judge(stored: str, pin: str) -> int | None:
    digits = "".join(one for one in pin if one.isdecimal())
    row = Complaint.objects.filter(number=stored).values_list("pk", "pin_digest").first()
    pk, digest = row or (None, NOBODY)
    is_right = False
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        given = ids.pin_digest(stored, digits, secret=secret)
        is_right |= hmac.compare_digest(given, digest)
    return pk if is_right else None
