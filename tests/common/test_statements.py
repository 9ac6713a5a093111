"""Statements that are compiled once give what the queryset itself would give."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q

from kentongan.common.statements import Prepared, insert
from kentongan.notifications.models import Message
from kentongan.organizations.models import Membership, Organization

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)


def message(dedupe, user, **facts):
    given = {"purpose": "test", "transport": "bell", "state": "sent", "created_at": NOON}
    return Message(dedupe=dedupe, user_id=user.pk, **given | facts)


def test_rows_are_those_of_the_queryset_for_each_value():
    below = Prepared(lambda *, path: Organization.objects.filter(path__startswith=path))
    for office in Organization.objects.all()[:5]:
        expected = list(Organization.objects.filter(path__startswith=office.path))
        assert below.rows(path=office.path) == expected
        assert expected


def test_neighbours_that_were_asked_for_come_along(cast, query_count):
    held = Prepared(
        lambda *, user_id: Membership.objects.filter(user_id=user_id).select_related(
            "user", "organization__parent"
        )
    )
    one = held.rows(user_id=cast.liaison.user.pk)[0]
    with query_count() as statements:
        names = (one.user.full_name, one.organization.name, one.organization.parent.name)
    assert not statements
    expected = Membership.objects.get(pk=one.pk)
    assert names == (
        expected.user.full_name,
        expected.organization.name,
        expected.organization.parent.name,
    )


def test_a_neighbour_that_is_not_there_is_none():
    roots = Prepared(
        lambda *, level: Organization.objects.filter(level=level).select_related("parent")
    )
    assert roots.rows(level="national")[0].parent is None


def test_a_count_stops_at_the_limit_of_the_queryset():
    few = Prepared(
        lambda *, path: Organization.objects.filter(path__startswith=path).values_list("pk")[:3]
    )
    assert few.count(path="") == 3
    assert few.count(path="nowhere") == 0


def test_a_wildcard_in_a_value_is_a_letter_like_others(offices):
    named = Prepared(lambda *, begin: Organization.objects.filter(name__startswith=begin))
    assert named.rows(begin="Dinas")
    assert named.rows(begin="%") == []
    assert named.rows(begin="_inas") == []


def test_none_is_asked_for_as_null_and_a_tuple_by_its_length():
    of = Prepared(lambda *, parent: Organization.objects.filter(parent=parent))
    assert {one.parent_id for one in of.rows(parent=None)} == {None}
    root = of.rows(parent=None)[0]
    assert {one.parent_id for one in of.rows(parent=root.pk)} == {root.pk}
    these = Prepared(lambda *, codes: Organization.objects.filter(code__in=codes))
    for codes in (("putr",), ("putr", "dlh"), ("dlh", "disdik", "putr"), ()):
        assert {one.code for one in these.rows(codes=codes)} == set(codes)


def test_days_and_values_come_back_as_python_knows_them(cast):
    held = Prepared(
        lambda *, on: (
            Membership.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on))
            .order_by("pk")
            .values_list("user_id", "valid_from")
        )
    )
    day = date(2026, 11, 24)
    assert held.values(on=day) == list(
        Membership.objects.order_by("pk").values_list("user_id", "valid_from")
    )


def test_an_update_reaches_its_rows_and_no_others(cast):
    mine = message("a", cast.liaison.user)
    other = message("b", cast.other_liaison.user)
    insert([mine, other])
    of = Prepared(lambda *, user: Message.objects.filter(user=user))
    assert of.update({"read_at": NOON, "params": {"x": "ü"}}, user=cast.liaison.user.pk) == 1
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.read_at, mine.params, other.read_at) == (NOON, {"x": "ü"}, None)


def test_inserted_rows_get_their_keys_in_order(cast):
    made = [message(str(number), cast.liaison.user) for number in range(60)]
    insert(made)
    stored = {one.dedupe: one.pk for one in Message.objects.all()}
    assert all(stored[one.dedupe] == one.pk for one in made)


def test_a_row_that_is_there_stays_and_a_broken_rule_is_still_an_error(cast):
    insert([message("same", cast.liaison.user, purpose="first")])
    again = [message("same", cast.liaison.user, purpose="second")]
    insert(again, once_by="dedupe")
    assert [one.purpose for one in Message.objects.all()] == ["first"]
    broken = Message(dedupe="new", transport="bell", purpose="x", created_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([broken], once_by="dedupe")


def test_what_can_never_be_found_asks_nothing(query_count):
    nothing = Prepared(lambda *, pk: Organization.objects.filter(pk=pk).none())
    with query_count() as seen:
        assert nothing.rows(pk=1) == nothing.values(pk=1) == []
        assert nothing.update({"name": "x"}, pk=1) == 0
    assert len(seen) == 0
