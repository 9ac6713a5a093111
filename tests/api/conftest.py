"""Machines: what they send, and keys of the cast."""

import json
from uuid import uuid4

import pytest

from kentongan.integrations import keys
from kentongan.integrations.scopes import SCOPES
from kentongan.organizations.actor import Actor

TEXT = "Lampu jalan di depan pasar mati sejak dua minggu yang lalu."


class Machine:
    """A program: JSON in, JSON out, with a PIN or a key."""

    def __init__(self, client, **headers):
        self.client, self.headers = client, headers

    def get(self, path, **headers):
        return self.client.get(f"/api/v1{path}", headers=self.headers | headers)

    def post(self, path, body=None, **headers):
        return self._send("post", path, json.dumps(body or {}), "application/json", headers)

    def patch(self, path, content, offset):
        extra = {"Upload-Offset": str(offset)}
        return self._send("patch", path, content, "application/octet-stream", extra)

    def delete(self, path):
        return self.client.delete(f"/api/v1{path}", headers=self.headers)

    def _send(self, method, path, content, kind, headers):
        send = getattr(self.client, method)
        return send(f"/api/v1{path}", content, content_type=kind, headers=self.headers | headers)


@pytest.fixture
def machine(client):
    """A citizen's app: `machine(**{"X-Complaint-PIN": pin})`."""
    return lambda **headers: Machine(client, **headers)


@pytest.fixture
def filed(machine):
    """A complaint through the API; returns path, receipt and a machine that has its PIN."""

    def file(**given):
        receipt = machine().post("/complaints", {"text": TEXT} | given).json()
        reporter = machine(**{"X-Complaint-PIN": receipt["pin"]})
        return f"/complaints/{receipt['number']}", receipt, reporter

    return file


@pytest.fixture
def token_for(cast):
    """A key that acts as one of the cast."""

    def make(member, scopes=tuple(SCOPES), days=30):
        made = keys.create(
            member.membership, by=Actor.system(), name="Uji", scopes=scopes, days=days
        )
        return made.token

    return make


@pytest.fixture
def program(machine, token_for):
    """A program with a key of one of the cast."""
    return lambda member, **given: machine(Authorization=f"Bearer {token_for(member, **given)}")


@pytest.fixture
def uploaded(machine):
    """The id of a complete upload."""

    def send(content, name="foto.png"):
        made = machine().post("/uploads", {"name": name, "size": len(content)}).json()
        machine().patch(f"/uploads/{made['id']}", content, 0)
        return made["id"]

    return send


@pytest.fixture
def png():
    """A small picture, different each time."""
    import io

    from PIL import Image

    seed = uuid4().int
    picture = Image.new("RGB", (20, 20), (seed % 255, seed // 255 % 255, 90))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()
