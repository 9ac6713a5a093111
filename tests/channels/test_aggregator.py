"""A provider whose fields are options: sent to, and heard from, over real HTTP."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest

from kentongan.channels.models import InboundMessage
from kentongan.notifications import receipts
from kentongan.notifications.models import Message, Receipt
from kentongan.notifications.transports import DeliveryError, sms
from tests.channels.conftest import read_all


class Provider(BaseHTTPRequestHandler):
    answer = (200, "OK id=77")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append((dict(self.headers), parse_qs(body)))
        status, text = self.server.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def provider():
    server = HTTPServer(("127.0.0.1", 0), Provider)
    server.asked, server.answer = [], (200, "OK id=77")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def line(settings, provider):
    settings.HOME_INSTITUTION = "majalengka"
    settings.SMS_CHANNELS = (
        f"penyedia adapter=aggregator url=http://127.0.0.1:{provider.server_port}/kirim "
        'authorization="Bearer kunci" out_to=msisdn out_text=pesan out_plus=no send_from=1708 '
        r'out_ok="^OK" out_ref="id=(\d+)" out_final=BLOKIR in_from=original in_text=message '
        "in_id=messageid ok=000 secret=s dlr_id=ref dlr_status=st"
    )
    return settings


def send(text="Halo"):
    return sms.carrier("penyedia").send("+6281234567890", "", text, message_id="kentongan-5")


def test_what_they_call_it_is_what_they_get(line, provider):
    assert send() == "77"
    headers, fields = provider.asked[0]
    assert headers["Authorization"] == "Bearer kunci"
    assert fields == {
        "msisdn": ["6281234567890"], "pesan": ["Halo"], "id": ["kentongan-5"], "from": ["1708"]
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "retry"),
    [((200, "ERR saldo habis"), True), ((500, "OK"), True), ((200, "BLOKIR"), False)],
)
def test_a_refusal_is_final_only_when_they_say_so(line, provider, answer, retry):
    provider.answer = answer
    with pytest.raises(DeliveryError) as refused:
        send()
    assert refused.value.retry is retry


def test_nobody_at_home_is_tried_again(line, provider):
    line.SMS_CHANNELS = line.SMS_CHANNELS.replace(str(provider.server_port), "9")
    with pytest.raises(DeliveryError) as refused:
        send()
    assert refused.value.retry


@pytest.mark.parametrize("kind", ["form", "json", "query"])
def test_their_message_is_kept_and_answered_as_they_want(line, db, client, kind):
    given = {"original": "6281234567890", "message": "LAPOR jalan rusak", "messageid": "9"}
    url = "/masuk/sms/penyedia/?token=s"
    if kind == "json":
        answer = client.post(url, json.dumps(given), content_type="application/json")
    elif kind == "form":
        answer = client.post(url, given)
    else:
        answer = client.get("/masuk/sms/penyedia/", given | {"token": "s"})
    assert (answer.status_code, answer.content) == (200, b"000")
    assert InboundMessage.objects.get().dedupe == "penyedia:9"


@pytest.mark.parametrize("body", ["{", "[" * 5000, "null", '{"original": {"a": 1}}'])
def test_broken_json_is_garbage_and_no_error(line, db, client, body):
    answer = client.post("/masuk/sms/penyedia/?token=s", body, content_type="application/json")
    assert answer.status_code == 400


def test_their_receipt_finds_its_message_by_their_reference(line, db, client, cast):
    client.get(
        "/masuk/sms/penyedia/",
        {"token": "s", "original": "081234567890", "message": "BANTU", "messageid": "1"},
    )
    read_all()
    Message.objects.update(carrier_reference="77", state="sent", due_at=None)
    said = client.get("/masuk/sms/penyedia/kabar/", {"token": "s", "ref": "77", "st": "DELIVRD"})
    assert said.status_code == 200
    assert Receipt.objects.get().state == Receipt.State.DELIVERED
    odd = client.get("/masuk/sms/penyedia/kabar/", {"token": "s", "ref": "77", "st": ""})
    assert odd.status_code == 400
    assert not receipts.note(sms.News("DELIVERED", key="kentongan-" + "9" * 30))
