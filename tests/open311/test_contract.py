"""GeoReport v2 as it is written: every call in both formats, every error in its shape."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest

from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.models import Category, Complaint, Event
from kentongan.integrations import keys
from kentongan.organizations.actor import Actor

pytestmark = pytest.mark.django_db
BASE = "/open311/v2"


def xml(answer):
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def errors(answer):
    return [(one["code"], one["description"]) for one in answer.json()]


def file(client, fmt="json", **form):
    return client.post(f"{BASE}/requests.{fmt}", form)


def test_discovery_names_two_endpoints_in_both_formats(client):
    found = client.get("/open311/discovery.json").json()
    root = xml(client.get("/open311/discovery.xml"))

    assert set(found) == {"changeset", "contact", "key_service", "endpoints"}
    assert [one["type"] for one in found["endpoints"]] == ["production", "test"]
    assert {len(one) for one in found["endpoints"]} == {5}
    assert [one.text for one in root.findall("endpoints/endpoint/formats/format")] == [
        "text/xml",
        "application/json",
    ] * 2
    assert root.find("endpoints/endpoint/specification").text == (
        "http://wiki.open311.org/GeoReport_v2"
    )


def test_services_are_the_ends_of_the_tree_alike_in_both_formats(client):
    rows = client.get(f"{BASE}/services.json").json()
    nodes = xml(client.get(f"{BASE}/services.xml")).findall("service")

    assert len(rows) == len(nodes) > 20
    assert [one["service_code"] for one in rows] == [one.find("service_code").text for one in nodes]
    assert {type(one["metadata"]) for one in rows} == {bool}
    assert {one.find("metadata").text for one in nodes} == {"true"}
    parents = set(Category.objects.filter(children__isnull=False).values_list("code", flat=True))
    assert not parents & {one["service_code"] for one in rows}


def test_a_service_has_attributes_with_their_values(client, street):
    found = client.get(f"{BASE}/services/{street.code}.json").json()
    root = xml(client.get(f"{BASE}/services/{street.code}.xml"))

    assert found["service_code"] == street.code
    assert [one["order"] for one in found["attributes"]] == [1, 2, 3, 4]
    assert root.tag == "service_definition"
    assert [one.text for one in root.findall("attributes/attribute/values/value/key")][:3] == [
        "complaint",
        "suggestion",
        "information",
    ]
    assert client.get(f"{BASE}/services/nothing.json").status_code == 404


def test_a_report_gets_a_token_that_leads_to_its_id_once_published(
    client, api_key, street, cast, offices
):
    answer = file(
        client,
        api_key=api_key,
        service_code=street.code,
        description="Jalan berlubang besar di depan pasar.",
        lat="-6.77",
        long="108.17",
        first_name="Siti",
        email="siti@warga.demo",
        jurisdiction_id="majalengka",
        **{"attribute[kind]": "complaint", "attribute[wish]": "Mohon ditambal."},
    )
    (made,) = answer.json()
    token = made["token"]
    before = client.get(f"{BASE}/tokens/{token}.json").json()
    complaint = Complaint.objects.get()
    services.dispatch(complaint, by=cast.district_admin.actor, unit=offices("putr"))
    after = client.get(f"{BASE}/tokens/{token}.json").json()

    assert answer.status_code == 200
    assert complaint.shown_number in made["service_notice"]
    assert before == [{"service_request_id": None, "token": token}]
    assert after == [{"service_request_id": complaint.shown_number, "token": token}]
    assert (complaint.wish, complaint.category, complaint.channel) == (
        "Mohon ditambal.",
        street,
        "api",
    )
    (shown,) = client.get(f"{BASE}/requests/{complaint.shown_number}.json").json()
    assert shown["status"] == "open"
    assert shown["agency_responsible"] == offices("putr").name
    assert shown["expected_datetime"].endswith("+07:00")


def test_the_same_form_twice_is_one_complaint(client, api_key, street):
    form = {"api_key": api_key, "service_code": street.code, "address_string": "Pasar Kadipaten"}

    first, second = file(client, **form), file(client, **form)

    assert first.json() == second.json()
    assert Complaint.objects.count() == 1


def test_every_fault_of_a_form_is_told_at_once(client, api_key, street):
    answer = file(
        client,
        api_key=api_key,
        service_code=street.code,
        email="siti",
        **{"attribute[colour]": "red"},
    )

    assert answer.status_code == 400
    assert len(errors(answer)) == 3
    assert {code for code, _words in errors(answer)} == {"400"}
    assert not Complaint.objects.exists()


def test_errors_have_their_status_and_the_asked_format(client, api_key, street):
    place = {"address_id": "32.10.13.2001"}
    assert file(client, service_code=street.code, **place).status_code == 403
    assert file(client, api_key="x", service_code=street.code, **place).status_code == 403
    assert file(client, api_key=api_key, **place).status_code == 400
    assert file(client, api_key=api_key, service_code="nothing", **place).status_code == 404
    assert client.get(f"{BASE}/requests/LP-1111-1111.json").status_code == 404
    assert client.get(f"{BASE}/tokens/nothing.json").status_code == 404
    assert client.get(f"{BASE}/services.json?jurisdiction_id=nowhere").status_code == 404
    root = xml(client.get(f"{BASE}/requests.xml?status=lost&start_date=yesterday"))
    assert [one.text for one in root.findall("error/code")] == ["400", "400"]
    assert all(one.text for one in root.findall("error/description"))
    assert xml(client.get(f"{BASE}/nothing.xml")).find("error/code").text == "404"
    refused = client.put(f"{BASE}/requests.json")
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, POST")


def test_anonymous_secret_and_unpublished_ones_never_appear(client, published, offices, street):
    hidden = [
        published(text="Anonim ini tidak boleh terlihat.", is_anonymous=True),
        published(text="Rahasia ini tidak boleh terlihat.", is_secret=True),
    ]
    shown = published()
    pages = [
        f"{BASE}/requests.{fmt}{query}"
        for fmt in ("json", "xml")
        for query in (
            "",
            "?status=open,closed",
            f"?service_request_id={','.join(one.shown_number for one in [*hidden, shown])}",
        )
    ] + [f"{BASE}/servicerequestupdates.{fmt}" for fmt in ("json", "xml")]

    for page in pages:
        text = client.get(page).content.decode()
        assert shown.shown_number in text, page
        for one in hidden:
            assert one.shown_number not in text, page
            assert "terlihat" not in text
    for one in hidden:
        assert client.get(f"{BASE}/requests/{one.shown_number}.json").status_code == 404


def test_nothing_personal_is_in_a_request(client, published):
    complaint = published(
        text="Hubungi saya di 0812-3456-7890 soal jalan rusak.",
        landmark="Rumah Siti",
        lat=-6.7712345,
    )

    text = client.get(f"{BASE}/requests/{complaint.shown_number}.xml").content.decode()

    for secret in ("0812", "Siti", "6.7712345"):
        assert secret not in text


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2),
        ("status=open", 1),
        ("status=closed", 1),
        ("status=open,closed", 2),
        ("status=", 2),
        ("service_code=nothing", 0),
        ("page=2&page_size=1", 1),
        ("page=3&page_size=1", 0),
        ("updated_after=2999-01-01T00:00:00Z", 0),
    ],
)
def test_filters(client, published, cast, query, count):
    published()
    closed = published(text="Jembatan putus di desa kami.")
    services.accept(closed, by=cast.liaison.actor)
    services.answer(closed, by=cast.liaison.actor, text="Jembatan sudah diperbaiki.")
    services.confirm(closed, by=Actor.with_pin(closed.pk))

    rows = client.get(f"{BASE}/requests.json?{query}").json()

    assert len(rows) == count
    for row in rows:
        if row["status"] == "closed":
            assert row["status_notes"] == "Jembatan sudah diperbaiki."


def test_dates_choose_a_window_of_ninety_days(client, published):
    with clock.at(clock.now() - timedelta(days=120)):
        old = published(text="Laporan lama tentang jalan.")
    new = published()
    day = (clock.now() - timedelta(days=125)).strftime("%Y-%m-%dT00:00:00Z")

    def numbers(query):
        rows = client.get(f"{BASE}/requests.json?{query}").json()
        return [one["service_request_id"] for one in rows]

    assert numbers("") == [new.shown_number]
    assert numbers(f"start_date={day}") == [old.shown_number]
    assert numbers(f"service_request_id={old.shown_number}&status=closed") == [old.shown_number]
    assert (
        client.get(
            f"{BASE}/requests.json?start_date={day}&end_date=2999-01-01T00:00:00Z"
        ).status_code
        == 400
    )
    assert client.get(f"{BASE}/requests.json?start_date=2026-01-01").status_code == 400


def test_a_sensitive_service_files_a_secret_complaint(client, api_key):
    sensitive = Category.objects.filter(is_sensitive=True, children=None).first()

    file(client, api_key=api_key, service_code=sensitive.code, address_string="Kantor desa")

    rows = {one["service_code"]: one for one in client.get(f"{BASE}/services.json").json()}
    assert Complaint.objects.get().is_secret
    assert rows[sensitive.code]["type"] == "blackbox"


def test_the_test_endpoint_judges_alike_and_keeps_nothing(client, api_key, street):
    form = {"api_key": api_key, "service_code": street.code, "address_string": "Pasar"}

    answer = client.post("/open311/test/v2/requests.json", form)
    refused = client.post("/open311/test/v2/requests.json", form | {"email": "x"})

    assert [answer.status_code, refused.status_code] == [200, 400]
    assert not Complaint.objects.exists()


def test_another_system_tells_how_it_stands_once(client, published, cast):
    complaint = published()
    services.accept(complaint, by=cast.liaison.actor)
    made = keys.create(
        cast.liaison.membership, by=Actor.system(), name="Bina Marga", scopes=["step"], days=9
    )
    form = {
        "api_key": made.token,
        "service_request_id": complaint.shown_number,
        "update_id": "BM-77",
        "status": "IN_PROGRESS",
        "updated_datetime": "2026-11-28T10:00:00+07:00",
        "description": "Alat berat sudah dikirim.",
    }

    first = client.post(f"{BASE}/servicerequestupdates.json", form)
    again = client.post(f"{BASE}/servicerequestupdates.json", form)
    wrong = client.post(
        f"{BASE}/servicerequestupdates.json", form | {"update_id": "2", "status": "?"}
    )

    assert first.json() == again.json() == [{"update_id": "BM-77"}]
    assert wrong.status_code == 400
    assert Event.objects.filter(action="tell").count() == 1
    told = client.get(f"{BASE}/servicerequestupdates.json").json()
    assert told[-1]["description"] == "Alat berat sudah dikirim."
    assert told[-1]["status"] == "IN_PROGRESS"


def test_xml_holds_what_people_write(client, published):
    complaint = published(text="Jalan <b>rusak</b> & “berlubang” \x0bdi pasar ini.")

    root = xml(client.get(f"{BASE}/requests/{complaint.shown_number}.xml"))

    assert root.find("request/description").text.startswith("Jalan <b>rusak</b> & “berlubang”")
    assert json.loads(client.get(f"{BASE}/requests/{complaint.shown_number}.json").content)
