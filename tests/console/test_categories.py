import pytest

from kentongan.audit.models import Entry
from kentongan.complaints.models import Category
from kentongan.complaints.services import categories
from kentongan.organizations.errors import PermissionRefused

pytestmark = pytest.mark.django_db


def test_a_subject_is_added_changed_moved_and_retired_and_its_code_stays(cast, press, address):
    by = cast.national_admin
    facts = {"name_id": "Uji", "code": "uji.baru", "parent": "agama"}
    press(by, address("category_add"), **facts)
    press(by, address("category", "uji.baru"), name_id="Uji Dua", is_sensitive="on")
    press(by, address("category_move", "uji.baru"), parent="ekonomi")
    press(by, address("category_retire", "uji.baru"))

    row = Category.objects.get(code="uji.baru")
    assert (row.name_id, row.parent.code, row.is_active) == ("Uji Dua", "ekonomi", False)
    assert row.is_sensitive
    press(by, address("category_retire", "uji.baru"))
    row.refresh_from_db()
    assert row.is_active
    done = Entry.objects.filter(subject="category:uji.baru").order_by("sequence")
    assert [one.action.partition(".")[2] for one in done] == [
        "added",
        "changed",
        "moved",
        "retired",
        "restored",
    ]


@pytest.mark.parametrize(
    ("page", "args", "fields", "words"),
    [
        ("category_add", (), {"name_id": "X", "code": "agama"}, "sudah ada"),
        ("category_move", ("ekonomi",), {"parent": "agama"}, "di bawahnya"),
        ("category_retire", ("ekonomi",), {}, "Hentikan dahulu"),
    ],
)
def test_what_would_break_the_tree_is_refused(cast, press, address, page, args, fields, words):
    answer = press(cast.operator, address(page, *args), **fields)
    assert answer.status_code == 409
    assert words in answer.content.decode()


@pytest.mark.parametrize("part", ["district_admin", "liaison", "auditor"])
def test_the_service_itself_refuses_others(cast, part):
    with pytest.raises(PermissionRefused):
        categories.retire(Category.objects.get(code="agama"), by=getattr(cast, part).actor)


def test_a_retired_subject_is_told_to_the_second_who_retires_it(cast, client_for, address):
    url = address("category_retire", "agama")
    client = client_for(cast.second_national_admin)
    seen = client.get(url).context["form"]["seen"].value()
    client_for(cast.national_admin).post(url, {"seen": seen})

    page = client.post(url, {"seen": seen})

    assert page.status_code == 409
    assert "Bu Maya" in page.content.decode()
    assert not Category.objects.get(code="agama").is_active
