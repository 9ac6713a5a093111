"""A push service on the wire, with TLS, and a browser that opens what was sealed for it."""

import base64
import datetime
import ipaddress
import json
import os
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import http_ece
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.x509.oid import NameOID

from kentongan.notifications.subscriptions import Browser


def encoded(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class PushService:
    """Keeps what comes; answers with `statuses`, the last one for ever."""

    def __init__(self, folder):
        self.got, self.statuses = [], [201]
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.certificate = folder / "push.pem"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._certificate())
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.origin = f"https://localhost:{self.server.server_port}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def _certificate(self):
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
        now = datetime.datetime.now(datetime.UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(
                x509.SubjectAlternativeName(
                    [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
                ),
                critical=False,
            )
            .sign(key, hashes.SHA256())
        )
        pem = serialization.Encoding.PEM
        plain = serialization.NoEncryption()
        text = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
        self.certificate.write_bytes(text + made.public_bytes(pem))
        return self.certificate

    def _handler(self):
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.got.append({"path": self.path, "headers": self.headers, "body": body})
                more = len(service.statuses) > 1
                self.send_response(service.statuses.pop(0) if more else service.statuses[0])
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                """Say nothing."""

        return Handler


class Phone:
    """A browser that subscribed: it alone can open what comes for it."""

    def __init__(self, service, name="satu"):
        self.key, self.auth, self.service = (
            ec.generate_private_key(ec.SECP256R1()),
            os.urandom(16),
            service,
        )
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        self.path = f"/push/{name}"
        self.browser = Browser(service.origin + self.path, encoded(point), encoded(self.auth))

    @property
    def heard(self):
        """What arrived for this phone, opened by the reference library."""
        return [
            json.loads(http_ece.decrypt(one["body"], private_key=self.key, auth_secret=self.auth))
            for one in self.service.got
            if one["path"] == self.path
        ]


def is_signed(headers, *, origin, public_key):
    """As a push service checks it: the token is for this origin, and signed by the key beside it."""
    token, key = headers["Authorization"].removeprefix("vapid ").split(", ")
    head, claims, signature = token.removeprefix("t=").split(".")
    raw = decoded(signature)
    halves = (int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    owner = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(public_key))
    owner.verify(  # raises when it is not
        encode_dss_signature(*halves), f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256())
    )
    said = json.loads(decoded(claims))
    return key == f"k={public_key}" and said["aud"] == origin and "@" in said["sub"]
