import csv
import json
import re

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentongan.organizations import places, seeds

VILLAGES = [row for row in csv.DictReader(seeds.DATA.joinpath("areas.csv").open()) if row["lat"]]
VILLAGES = [row for row in VILLAGES if row["level"] == "village"]


def found(text, limit=5):
    return [str(place) for place in places.search(text, limit)]


def test_the_inner_point_of_each_village_lies_in_that_village():
    wrong = [
        row["code"]
        for row in VILLAGES
        if (place := places.locate(float(row["lat"]), float(row["lng"]))) is None
        or (place.code, place.approximate) != (row["code"], False)
    ]
    assert (len(VILLAGES), wrong) == (343, [])


def test_a_place_says_its_kecamatan():
    place = places.locate(-7.05485, 108.17169)
    assert place == places.Place("32.10.01.2001", "Cipasung", "village", "Lemahsugih")
    assert str(place) == "Desa Cipasung, Kec. Lemahsugih"


def edge_of_the_district():
    """Latitude and longitude of the westernmost corner of all villages."""
    known = json.loads(places.BOUNDARIES.read_text())["features"]
    corners = [
        corner
        for one in known
        for ring in one["geometry"]["coordinates"]
        for corner in (ring if one["geometry"]["type"] == "Polygon" else ring[0])
    ]
    lng, lat = min(corners)
    return lat, lng


def test_just_outside_the_nearest_village_is_named_and_marked():
    lat, lng = edge_of_the_district()
    near = places.locate(lat, lng - 280 / places.METRES_PER_DEGREE)
    assert near is not None
    assert near.approximate
    assert not places.find(near.code).approximate


@pytest.mark.parametrize("metres", [330, 5_000])
def test_further_outside_there_is_no_place(metres):
    lat, lng = edge_of_the_district()
    assert places.locate(lat, lng - metres / places.METRES_PER_DEGREE) is None


@pytest.mark.parametrize("point", [(0, 0), (float("nan"), 108), (-7, float("inf")), (500, 500)])
def test_nonsense_is_no_place(point):
    assert places.locate(*point) is None


def test_names_that_repeat_are_told_apart_by_kecamatan():
    names = found("sindang")
    assert names[0] == "Kec. Sindang, Kabupaten Majalengka"
    assert {"Desa Sindang, Kec. Cikijing", "Desa Sindang, Kec. Sindang"} <= set(names[1:3])


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Cipasung", "Desa Cipasung, Kec. Lemahsugih"),
        ("ds. Cipasoeng", "Desa Cipasung, Kec. Lemahsugih"),
        ("DESA TJIPASUNG", "Desa Cipasung, Kec. Lemahsugih"),
        ("cipasng", "Desa Cipasung, Kec. Lemahsugih"),
        ("majalengkawetan", "Kelurahan Majalengka Wetan, Kec. Majalengka"),
        ("lemah sugih", "Kec. Lemahsugih, Kabupaten Majalengka"),
        ("kel cigasong", "Kelurahan Cigasong, Kec. Cigasong"),
        ("cigasong", "Kec. Cigasong, Kabupaten Majalengka"),
        ("Kec. Talaga", "Kec. Talaga, Kabupaten Majalengka"),
        ("Desa Sindang, Kecamatan Cikijing", "Desa Sindang, Kec. Cikijing"),
        ("kec cikijing desa sindang", "Desa Sindang, Kec. Cikijing"),
        ("ds sindang kec sindang kab majalengka", "Desa Sindang, Kec. Sindang"),
        ("Kec Jatiwnagi, ds burujul kulon", "Desa Burujul Kulon, Kec. Jatiwangi"),
        # No such village there: the kecamatan is what is certain.
        ("desa sindang kec. sumberjaya", "Kec. Sumberjaya, Kabupaten Majalengka"),
    ],
)
def test_search_reads_what_people_write(text, first):
    assert found(text)[0] == first


def test_the_named_kecamatan_is_a_filter():
    assert {place.code[:8] for place in places.search("suka kec. argapura")} == {"32.10.05"}


@pytest.mark.parametrize("text", ["", " ", "x", "kec", "desa", "!!", "Jl. Raya dekat pasar"])
def test_search_does_not_guess(text):
    assert places.search(text) == []


def test_search_keeps_to_its_limit():
    assert len(places.search("s" * 5000)) == 0
    assert len(places.search("ci", limit=3)) == 3


@given(st.text(max_size=300))
def test_no_text_breaks_the_search(text):
    assert len(places.search(text)) <= 5


def test_every_village_is_found_by_its_own_name_and_kecamatan():
    lost = [
        row["code"]
        for row in VILLAGES
        if row["code"]
        not in [
            place.code
            for place in places.search(
                f"Desa {row['name']} Kec. {places.find(row['code'][:8]).name}", limit=1
            )
        ]
    ]
    assert lost == []


def test_the_list_for_the_browser_holds_every_village_and_is_small():
    listed = places.village_list()
    read = {}
    for district, _name, names in json.loads(listed.body):
        number = 0
        for item in names.split("|"):
            digits, name = re.fullmatch(r"(\d+)?(.+)", item).groups()
            number = int(digits) if digits else number + 1
            read[f"{district}.{number}"] = name
    assert read == {row["code"]: row["name"] for row in VILLAGES}
    assert len(brotli.compress(listed.body, quality=4)) < 3_000
    assert re.fullmatch(r'"[0-9a-f]{16}"', listed.etag)


def test_find_knows_codes():
    assert places.find("32.10.07.1001").name == "Munjul"
    assert places.find("32.10.07").parent_name == "Kabupaten Majalengka"
    assert places.find("99") is None
