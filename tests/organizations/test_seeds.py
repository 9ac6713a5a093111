from collections import Counter
from importlib.resources import files

import pytest

from kentongan.organizations import seeds, tree
from kentongan.organizations.models import Area, Organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(empty_tables):
    seeds.load_areas()
    seeds.load_organizations()


def test_the_map_of_the_country_and_of_the_pilot_district_is_complete(loaded):
    levels = Counter(Area.objects.values_list("level", flat=True))
    assert (levels["province"], levels["regency"]) == (38, 514)
    assert Area.objects.filter(parent="32.10").count() == 26
    villages = Area.objects.filter(level="village", code__startswith="32.10.")
    assert Counter(villages.values_list("kind", flat=True)) == {"desa": 330, "kelurahan": 13}
    assert not villages.filter(lat=None).exists()
    assert not Area.objects.filter(parent=None).exclude(level="province").exists()


def test_the_government_of_the_pilot_district_is_complete(loaded):
    def units(**which):
        return Organization.objects.filter(institution__code="majalengka", **which).count()

    assert units(kind="opd") == 28
    assert units(kind="kecamatan", area__parent="32.10") == 26
    assert units(kind="kelurahan", level="subunit") == 13
    assert units(code__startswith="pkm-", parent__code="dinkes") == 32
    assert units(kind="bumd", level="unit") == 3
    assert Organization.objects.filter(is_external=True, parent__code="pusat").count() == 11


def test_paths_say_what_the_parents_say(loaded):
    rows = Organization.objects.values_list("pk", "parent_id", "path")
    assert tree.disagreements(rows) == []


def test_every_office_belongs_to_the_institution_on_its_path(loaded):
    for office in Organization.objects.exclude(level="national"):
        assert office.institution_id == tree.ids_in(office.path)[1]
    assert Organization.objects.get(code="pusat").institution_id is None


def test_a_kelurahan_lies_in_the_area_of_its_kecamatan(loaded):
    for office in Organization.objects.filter(kind="kelurahan").select_related("parent"):
        assert office.area_id.startswith(office.parent.area_id)


def test_a_second_run_adds_nothing_and_leaves_what_administrators_changed(loaded):
    Organization.objects.filter(code="dlh").update(name="Dinas Lingkungan")
    before = list(Organization.objects.order_by("pk").values())

    seeds.load_areas()
    assert seeds.load_organizations() == 0

    assert list(Organization.objects.order_by("pk").values()) == before


def test_a_missing_office_is_added_under_its_parent(loaded):
    Organization.objects.filter(code="kel-munjul").delete()

    assert seeds.load_organizations() == 1

    office = Organization.objects.get(code="kel-munjul")
    assert office.path == f"{office.parent.path}{office.pk}/"
    assert office.parent.code == "kec-majalengka"


def test_a_second_run_refreshes_areas(loaded):
    Area.objects.filter(code="32.10.01").update(name="X", lat=0)
    seeds.load_areas()
    assert Area.objects.get(code="32.10.01").name == "Lemahsugih"
    assert Area.objects.get(code="32.10.01").lat != 0


def test_loading_takes_a_handful_of_statements(empty_tables, query_count):
    with query_count() as seen:
        seeds.load_areas()
        seeds.load_organizations()
    assert len(seen) <= 40


def test_the_notice_travels_with_the_data():
    folder = files("kentongan.organizations") / "data"
    assert "Cahya DSN" in (folder / "LICENSE-wilayah.txt").read_text()
    assert "LICENSE-wilayah.txt" in (folder / "NOTICE.txt").read_text()
