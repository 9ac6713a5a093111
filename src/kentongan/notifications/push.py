"""The only place that knows Web Push: our key (VAPID), and what only the subscribed browser can read.

RFC 8291 on RFC 8188 (aes128gcm, one record) and RFC 8292, on the primitives of `cryptography`. The
libraries for it bring HTTP clients of their own, which would call whatever address a stranger left
with us; here every call goes through `common/addresses.py`.
"""

import base64
import json
import os
import struct
from datetime import datetime, timedelta
from email.utils import parseaddr
from functools import cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

CURVE = ec.SECP256R1()
RECORD = 4096
LONGEST = 3000  # bytes of a text: push services take 4096 of the sealed one
TOKEN_LIFE = timedelta(hours=12)
POINT, AUTH = 65, 16  # bytes


class Malformed(ValueError):
    """This is no key of a browser, or no key of ours."""


def is_on() -> bool:
    """Whether this installation has a key, so that browsers can subscribe."""
    return bool(settings.VAPID_KEY) and bool(settings.OFFLINE)


def public_key() -> str:
    """What a browser needs to subscribe to us."""
    return _encoded(_point(_own().public_key())) if is_on() else ""


def new_key() -> str:
    """A new private key, as KENTONGAN_VAPID_KEY takes it."""
    number = ec.generate_private_key(CURVE).private_numbers().private_value
    return _encoded(number.to_bytes(32, "big"))


def private_key(text: str) -> ec.EllipticCurvePrivateKey:
    """The key in the setting. Raises Malformed."""
    raw = decoded(text)
    if len(raw) != 32:
        raise Malformed("a VAPID key has 32 bytes")
    try:
        return ec.derive_private_key(int.from_bytes(raw, "big"), CURVE)
    except ValueError as error:
        raise Malformed(str(error)) from error


def check_browser(p256dh: str, auth: str) -> None:
    """Raises Malformed for what no browser would give."""
    if len(decoded(auth)) != AUTH:
        raise Malformed("the secret of a subscription has 16 bytes")
    _browser(p256dh)


def sealed(payload: bytes, *, p256dh: str, auth: str) -> bytes:
    """`payload` so that only the browser with that key can open it."""
    if len(payload) > LONGEST:
        raise ValueError("the text of a push is too long")
    theirs, secret = _browser(p256dh), decoded(auth)
    ours, salt = ec.generate_private_key(CURVE), os.urandom(16)
    point = _point(ours.public_key())
    shared = ours.exchange(ec.ECDH(), theirs)
    info = b"WebPush: info\0" + _point(theirs) + point
    seed = _derived(shared, salt=secret, info=info, length=32)
    key = _derived(seed, salt=salt, info=b"Content-Encoding: aes128gcm\0", length=16)
    nonce = _derived(seed, salt=salt, info=b"Content-Encoding: nonce\0", length=12)
    head = salt + struct.pack("!IB", RECORD, len(point)) + point
    return head + AESGCM(key).encrypt(nonce, payload + b"\x02", None)  # 2: the last record


def authorization(endpoint: str, *, now: datetime) -> str:
    """The header by which a push service knows us: a token for its origin alone, signed by our key."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + TOKEN_LIFE).timestamp()),
        "sub": _contact(),
    }
    text = ".".join(_encoded(json.dumps(one).encode()) for one in (_HEAD, claims))
    signature = _own().sign(text.encode(), ec.ECDSA(hashes.SHA256()))
    halves = b"".join(half.to_bytes(32, "big") for half in decode_dss_signature(signature))
    return f"vapid t={text}.{_encoded(halves)}, k={public_key()}"


_HEAD = {"typ": "JWT", "alg": "ES256"}


def _contact() -> str:
    """Whom a push service asks when our pushes trouble it."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return f"mailto:{address}" if "@" in address else settings.PUBLIC_URL


def _own() -> ec.EllipticCurvePrivateKey:
    return _kept(settings.VAPID_KEY)


@cache
def _kept(text: str) -> ec.EllipticCurvePrivateKey:
    return private_key(text)


def _browser(p256dh: str) -> ec.EllipticCurvePublicKey:
    raw = decoded(p256dh)
    if len(raw) != POINT:
        raise Malformed("the key of a subscription has 65 bytes")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, raw)
    except ValueError as error:
        raise Malformed(str(error)) from error


def _derived(material: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(material)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Bytes in base64url, with or without padding. Raises Malformed."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise Malformed(str(error)) from error
