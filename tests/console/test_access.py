import pytest
from django.urls import reverse

from kentongan.complaints.models import Category
from kentongan.deadlines.models import Holiday, Rule

pytestmark = pytest.mark.django_db

PARTS = (
    "operator", "national_admin", "district_admin", "outsider_admin", "auditor", "inspector",
    "leader", "ppid", "clerk", "liaison", "drafter", "unit_head", "field_officer", "reporter",
)  # fmt: skip
ADMINS = {"operator", "national_admin", "district_admin", "outsider_admin"}
LISTS = ("start", "offices", "people", "categories", "holidays", "rules", "audit")
OPEN_TO = {
    "start": ADMINS | {"auditor"},
    "audit": {"operator", "auditor"},
}
FORMS = {
    "appoint": ADMINS,
    "office_add": ADMINS,
    "holiday_add": ADMINS,
    "holiday_import": ADMINS,
    "rule_add": ADMINS,
    "category_add": {"operator", "national_admin"},
}


@pytest.mark.parametrize("name", [*LISTS, *FORMS])
def test_a_stranger_is_sent_to_sign_in(client, name):
    url = reverse(f"console:{name}")
    answer = client.get(url)
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?next={url}")


@pytest.mark.parametrize("part", PARTS)
def test_each_role_finds_its_pages_and_no_others(client_for, cast, part):
    client = client_for(getattr(cast, part))
    for name in (*LISTS, *FORMS):
        allowed = part in OPEN_TO.get(name, FORMS.get(name, ADMINS))
        answer = client.get(reverse(f"console:{name}"))
        assert answer.status_code == (200 if allowed else 403), name


def of_one(cast, offices):
    """Every page about one row of the district."""
    rule = Rule.objects.filter(institution=None).first()
    member = cast.liaison.membership.pk
    code = Category.objects.first().code
    holiday = Holiday.objects.filter(institution=None).first()
    names = ("office", "office_rename", "office_contact", "office_move", "office_end")
    yield from ((name, "putr") for name in names)
    yield from ((name, member) for name in ("member", "member_end", "member_extend"))
    yield from ((name, code) for name in ("category", "category_move", "category_retire"))
    yield from ((name, rule.pk) for name in ("rule", "rule_version", "rule_end"))
    yield "holiday_withdraw", holiday.pk


@pytest.mark.parametrize(
    "part", ["liaison", "unit_head", "inspector", "leader", "clerk", "auditor", "reporter"]
)
def test_pages_of_one_row_are_refused_to_other_roles(client_for, cast, offices, part):
    client = client_for(getattr(cast, part))
    for name, key in of_one(cast, offices):
        assert client.get(reverse(f"console:{name}", args=[key])).status_code == 403, name


@pytest.mark.parametrize("part", ["operator"])
def test_the_operator_opens_every_page_of_one_row(client_for, cast, offices, part):
    client = client_for(getattr(cast, part))
    for name, key in of_one(cast, offices):
        assert client.get(reverse(f"console:{name}", args=[key])).status_code == 200, name


def test_another_district_cannot_see_that_a_row_exists(client_for, cast, offices):
    own = Holiday.objects.create(
        day="2027-06-07", name="Hari Jadi", kind="local", institution=offices("majalengka")
    )
    client = client_for(cast.outsider_admin)
    rows = [*of_one(cast, offices), ("holiday_withdraw", own.pk)]
    for name, key in rows:
        if name.startswith(("office", "member")) or key == own.pk:
            for answer in (
                client.get(reverse(f"console:{name}", args=[key])),
                client.post(reverse(f"console:{name}", args=[key]), {"name": "x"}),
            ):
                assert answer.status_code in (404, 405), name


def test_what_the_nation_keeps_is_read_by_a_district_and_not_changed(client_for, cast, offices):
    client = client_for(cast.district_admin)
    for name, key in of_one(cast, offices):
        if name.startswith(("category", "holiday")) or name in ("rule_version", "rule_end"):
            assert client.get(reverse(f"console:{name}", args=[key])).status_code == 403, name
            assert client.post(reverse(f"console:{name}", args=[key])).status_code == 403, name


def test_nothing_of_the_console_is_kept_by_a_cache(client_for, cast):
    page = client_for(cast.operator).get(reverse("console:start"))
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("part", ["operator", "district_admin"])
def test_a_list_costs_few_statements(client_for, cast, query_count, name, part):
    if name == "audit" and part != "operator":
        return
    client = client_for(getattr(cast, part))
    url = reverse(f"console:{name}")
    client.get(url)
    with query_count() as seen:
        client.get(url)
    assert len(seen) <= (18 if name == "start" else 10), [one["sql"] for one in seen]


@pytest.mark.parametrize("part", ["district_admin", "liaison"])
def test_the_menu_leads_there_only_who_may_go(client_for, cast, part):
    page = client_for(getattr(cast, part)).get(reverse("desk:inbox"))
    linked = reverse("console:start") in page.content.decode()
    assert linked == (part == "district_admin")
