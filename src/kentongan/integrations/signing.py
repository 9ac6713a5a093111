"""How a receiver knows that a delivery is ours and fresh: HMAC-SHA256 over time and body."""

import hashlib
import hmac

HEADER, TIME, KEY = "Kentongan-Signature", "Kentongan-Timestamp", "Kentongan-Delivery"


def signature(secret: str, *, timestamp: int, body: bytes) -> str:
    """`v1=` and the hexadecimal HMAC of `TIMESTAMP.BODY`."""
    signed = f"{timestamp}.".encode() + body
    return "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
