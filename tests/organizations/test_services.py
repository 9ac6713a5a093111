from datetime import date

import pytest

from kentongan.audit.models import Entry
from kentongan.organizations import services, tree
from kentongan.organizations.errors import ChangeRefused, PermissionRefused
from kentongan.organizations.models import Membership, Organization

pytestmark = pytest.mark.django_db

DAY = date(2026, 6, 30)


def new_office(parent, by, **facts):
    given = {"code": "uji", "name": "Dinas Uji", "short_name": "Uji", "kind": "opd"} | facts
    return services.create(parent=parent, by=by.actor, valid_from=DAY, **given)


def logged():
    return Entry.objects.order_by("sequence").last()


def all_paths_are_true():
    rows = Organization.objects.values_list("pk", "parent_id", "path")
    return tree.disagreements(rows) == []


@pytest.mark.parametrize(
    ("parent", "level"),
    [
        ("pusat", "institution"),
        ("majalengka", "unit"),
        ("putr", "subunit"),
        ("pkm-maja", "subunit"),
    ],
)
def test_what_an_office_is_under_decides_its_level(cast, offices, parent, level):
    office = new_office(offices(parent), cast.operator)

    office.refresh_from_db()
    assert office.level == level
    assert office.path == f"{offices(parent).path}{office.pk}/"
    expected = office.pk if level == "institution" else offices(parent).institution_id
    assert office.institution_id == expected


def test_a_change_is_logged_with_who_did_it(cast, offices):
    new_office(offices("majalengka"), cast.district_admin)

    entry = logged()
    assert (entry.action, entry.subject) == ("organization.created", "organization:uji")
    assert (entry.actor_id, entry.actor_label) == (cast.district_admin.user.pk, "Bu Rina")
    assert entry.detail == {"name": "Dinas Uji", "under": "majalengka"}


def test_a_code_in_use_is_refused_with_a_sentence(cast, offices):
    with pytest.raises(ChangeRefused, match="sudah ada"):
        new_office(offices("majalengka"), cast.district_admin, code="dlh")
    assert Organization.objects.filter(code="dlh").count() == 1


def test_an_outside_body_has_no_offices_here(cast, offices):
    with pytest.raises(ChangeRefused):
        new_office(offices("ext-pln"), cast.operator)


def test_an_outside_body_can_be_added_by_the_national_desk(cast, offices):
    body = new_office(offices("pusat"), cast.national_admin, code="ext-uji", kind="external")
    assert body.is_external
    assert body.level == "institution"


def test_a_tree_deeper_than_a_path_can_hold_is_refused(cast, offices):
    parent = offices("dlh")
    with pytest.raises(ChangeRefused, match="sedalam"):
        for depth in range(60):
            parent = new_office(parent, cast.operator, code=f"uji-{depth}", kind="uptd")


def test_a_new_name_keeps_the_old_one_in_the_log(cast, offices):
    dlh = offices("dlh")
    services.rename(dlh, name=" Dinas LH ", short_name="DLH", by=cast.district_admin.actor)

    assert offices("dlh").name == "Dinas LH"
    assert logged().detail == {"before": "Dinas Lingkungan Hidup", "after": "Dinas LH"}


def test_the_responsible_person_can_be_published(cast, offices):
    services.describe(
        offices("dlh"),
        responsible="Kepala Dinas",
        address="Jl. Contoh 1",
        phone="",
        email="dlh@majalengka.demo",
        by=cast.district_admin.actor,
    )
    assert offices("dlh").responsible == "Kepala Dinas"
    assert logged().action == "organization.described"


def test_a_move_takes_everything_below_along(cast, offices):
    services.move(offices("dinkes"), under=offices("setda"), by=cast.district_admin.actor)

    assert offices("dinkes").level == "subunit"
    assert offices("pkm-maja").path.startswith(offices("setda").path)
    assert all_paths_are_true()
    assert logged().detail == {"before": "majalengka", "after": "setda"}


def test_a_move_takes_few_statements_however_many_lie_below(cast, offices, query_count):
    dinkes, setda = offices("dinkes"), offices("setda")
    with query_count() as seen:
        services.move(dinkes, under=setda, by=cast.district_admin.actor)
    assert len(seen) <= 16


@pytest.mark.parametrize("under", ["dinkes", "pkm-maja"])
def test_an_office_cannot_come_to_lie_under_itself(cast, offices, under):
    with pytest.raises(ChangeRefused, match="dirinya sendiri"):
        services.move(offices("dinkes"), under=offices(under), by=cast.operator.actor)
    assert all_paths_are_true()


@pytest.mark.parametrize(
    ("office", "under"),
    [("dlh", "sumedang"), ("dlh", "pusat"), ("majalengka", "sumedang"), ("pusat", "majalengka")],
)
def test_nothing_moves_out_of_its_institution(cast, offices, office, under):
    with pytest.raises(ChangeRefused):
        services.move(offices(office), under=offices(under), by=cast.operator.actor)


def test_a_move_reads_the_tree_as_it_is_now_not_as_the_page_showed_it(cast, offices):
    stale, setda, dishub = offices("pkm-maja"), offices("setda"), offices("dishub")
    services.move(offices("dinkes"), under=setda, by=cast.operator.actor)
    services.move(stale, under=dishub, by=cast.operator.actor)
    assert all_paths_are_true()


def test_a_merged_office_names_its_successor_which_takes_over_what_lay_below(cast, offices):
    services.merge_into(
        offices("dinkes"), successor=offices("dinsos"), last_day=DAY, by=cast.district_admin.actor
    )

    old = offices("dinkes")
    assert (old.successor, old.valid_to) == (offices("dinsos"), DAY)
    assert offices("pkm-maja").parent == offices("dinsos")
    assert not Organization.objects.filter(parent=old).exists()
    assert all_paths_are_true()
    assert logged().detail == {"into": "dinsos", "last_day": "2026-06-30"}


def test_an_office_exists_to_its_last_day(cast, offices):
    services.end(offices("disparbud"), last_day=DAY, by=cast.district_admin.actor)

    def on(day):
        return Organization.objects.valid_on(day).filter(code="disparbud").exists()

    assert (on(DAY), on(date(2026, 7, 1))) == (True, False)


@pytest.mark.parametrize("heir", ["dinkes", "pkm-maja", "sumedang-dlh"])
def test_a_successor_is_another_office_of_the_same_institution(cast, offices, heir):
    with pytest.raises(ChangeRefused, match="Penerus"):
        services.merge_into(
            offices("dinkes"), successor=offices(heir), last_day=DAY, by=cast.operator.actor
        )


def test_an_office_that_ends_first_cannot_succeed(cast, offices):
    services.end(offices("disparbud"), last_day=DAY, by=cast.operator.actor)
    with pytest.raises(ChangeRefused, match="tidak lagi ada"):
        services.merge_into(
            offices("dlh"), successor=offices("disparbud"), last_day=DAY, by=cast.operator.actor
        )


def test_roles_end_with_their_office(cast, offices):
    services.end(offices("dlh"), last_day=DAY, by=cast.district_admin.actor)
    assert set(
        Membership.objects.filter(organization__code="dlh").values_list("valid_to", flat=True)
    ) == {DAY}


def test_an_office_with_living_offices_below_cannot_end(cast, offices):
    with pytest.raises(ChangeRefused, match="di bawahnya"):
        services.end(offices("dinkes"), last_day=DAY, by=cast.district_admin.actor)
    assert offices("dinkes").valid_to is None


def test_an_end_before_the_beginning_or_after_the_end_is_refused(cast, offices):
    with pytest.raises(ChangeRefused, match="Hari terakhir"):
        services.end(offices("dlh"), last_day=date(1999, 1, 1), by=cast.operator.actor)
    services.end(offices("dlh"), last_day=DAY, by=cast.operator.actor)
    with pytest.raises(ChangeRefused, match="sudah berakhir"):
        services.end(offices("dlh"), last_day=date(2026, 7, 1), by=cast.operator.actor)


def test_nothing_can_be_put_under_an_office_that_has_an_end(cast, offices):
    services.end(offices("disparbud"), last_day=DAY, by=cast.operator.actor)
    with pytest.raises(ChangeRefused, match="berakhir"):
        services.move(offices("dlh"), under=offices("disparbud"), by=cast.operator.actor)


ALLOWED = [
    ("operator", "dlh", True),
    ("operator", "majalengka", True),
    ("operator", "pusat", True),
    ("national_admin", "pusat", True),
    ("national_admin", "majalengka", True),
    ("national_admin", "ext-pln", True),
    ("national_admin", "dlh", False),
    ("district_admin", "dlh", True),
    ("district_admin", "pkm-maja", True),
    ("district_admin", "majalengka", False),
    ("district_admin", "pusat", False),
    ("district_admin", "ext-pln", False),
    ("district_admin", "sumedang-dlh", False),
    ("outsider_admin", "dlh", False),
    ("outsider_admin", "sumedang-dlh", True),
    ("liaison", "putr", False),
    ("unit_head", "putr", False),
    ("clerk", "kec-majalengka", False),
    ("field_officer", "putr", False),
    ("drafter", "putr", False),
    ("inspector", "dlh", False),
    ("ppid", "diskominfo", False),
    ("leader", "dlh", False),
    ("auditor", "pusat", False),
    ("reporter", "dlh", False),
]


@pytest.mark.parametrize(("part", "office", "allowed"), ALLOWED)
def test_who_may_change_which_office(cast, offices, part, office, allowed):
    by, count = getattr(cast, part).actor, Entry.objects.count()
    if allowed:
        services.rename(offices(office), name="Baru", short_name="Baru", by=by)
        assert (offices(office).name, Entry.objects.count()) == ("Baru", count + 1)
    else:
        with pytest.raises(PermissionRefused):
            services.rename(offices(office), name="Baru", short_name="Baru", by=by)
        assert (offices(office).name == "Baru", Entry.objects.count()) == (False, count)


@pytest.mark.parametrize(
    ("part", "parent", "allowed"),
    [
        ("national_admin", "pusat", True),
        ("national_admin", "majalengka", False),
        ("district_admin", "majalengka", True),
        ("district_admin", "dinkes", True),
        ("district_admin", "pusat", False),
        ("district_admin", "sumedang", False),
        ("liaison", "putr", False),
    ],
)
def test_who_may_found_an_office_where(cast, offices, part, parent, allowed):
    if allowed:
        assert new_office(offices(parent), getattr(cast, part)).pk
    else:
        with pytest.raises(PermissionRefused):
            new_office(offices(parent), getattr(cast, part))
        assert not Organization.objects.filter(code="uji").exists()


def test_every_other_verb_asks_who_is_acting_as_well(cast, offices):
    by = cast.outsider_admin.actor
    dlh, dinsos = offices("dlh"), offices("dinsos")
    for attempt in (
        lambda: services.move(dlh, under=dinsos, by=by),
        lambda: services.merge_into(dlh, successor=dinsos, last_day=DAY, by=by),
        lambda: services.end(dlh, last_day=DAY, by=by),
        lambda: services.describe(dlh, responsible="", address="", phone="", email="", by=by),
    ):
        with pytest.raises(PermissionRefused):
            attempt()


def test_what_cannot_be_logged_is_not_done(cast, offices, monkeypatch):
    def full_disk(*args, **facts):
        raise OSError("No space left on device")

    monkeypatch.setattr("kentongan.audit.log.record", full_disk)
    with pytest.raises(OSError, match="space"):
        services.rename(offices("dlh"), name="Baru", short_name="B", by=cast.operator.actor)
    assert offices("dlh").name == "Dinas Lingkungan Hidup"
