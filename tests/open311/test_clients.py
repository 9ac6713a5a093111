"""Clients that others wrote, over the wire, against the running server."""

import itertools
import warnings

import pytest
from georeport import GeoReport

from kentongan.complaints import services
from kentongan.complaints.models import Complaint

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def three():
    """Three, from the time of Python 2: one name is missing today."""
    itertools.ifilter = filter
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from three import Three
    yield Three
    del itertools.ifilter


@pytest.mark.parametrize("fmt", ["json", "xml"])
def test_georeport_reads_everything(live_server, published, street, fmt):
    complaint, other = published(), published(text="Jembatan putus di desa kami.")
    city = GeoReport(f"{live_server.url}/open311/v2", output_format=fmt)

    listed = city.get_service_requests(status="open", service_code=street.code)
    one = city.get_service_request(complaint.shown_number)

    assert street.code in {row["service_code"] for row in city.get_service_list()}
    assert city.get_service_definition(street.code)["service_code"] == street.code
    assert {row["service_request_id"] for row in listed} == {
        complaint.shown_number,
        other.shown_number,
    }
    assert one["description"] == complaint.public_text


def test_three_goes_the_whole_way_from_discovery_to_the_published_request(
    live_server, three, api_key, street, cast, offices
):
    base = f"{live_server.url}/open311"
    city = three(f"{base}/v2", api_key=api_key, discovery=f"{base}/discovery.json")
    assert [one["type"] for one in city.discovery()["endpoints"]] == ["production", "test"]
    assert street.code in {one["service_code"] for one in city.services()}
    assert city.services(street.code)[  # one attribute at least
        "attributes"
    ]

    made = city.post(
        street.code,
        address="Jalan Raya Kadipaten",
        name="Siti Aminah",
        phone="081234567890",
        description="Jalan berlubang besar di depan pasar.",
        jurisdiction_id="majalengka",
    )
    token = made[0]["token"]
    assert city.token(token)[0]["service_request_id"] is None
    complaint = Complaint.objects.get()
    services.dispatch(complaint, by=cast.district_admin.actor, unit=offices("putr"))
    number = city.token(token)[0]["service_request_id"]

    assert city.request(number)[0]["agency_responsible"] == offices("putr").name
    assert [one["service_request_id"] for one in city.requests(street.code)] == [number]
    assert city.post("nothing", address="Pasar")[0]["code"] == "404"


def test_three_is_told_that_its_key_is_wrong(live_server, three, street):
    city = three(f"{live_server.url}/open311/v2", api_key="wrong")

    answer = city.post(street.code, address="Pasar", description="Jalan berlubang.")

    assert answer[0]["code"] == "403"
    assert not Complaint.objects.exists()
