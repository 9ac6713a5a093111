import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kentongan.organizations import services, tree
from kentongan.organizations.errors import ChangeRefused
from kentongan.organizations.models import Organization


@st.composite
def forests(draw):
    """Child to parent for offices 1..n; a parent is always an earlier office or nobody."""
    size = draw(st.integers(1, 25))
    return {
        pk: draw(st.one_of(st.none(), st.integers(1, pk - 1))) if pk > 1 else None
        for pk in range(1, size + 1)
    }


@given(forests())
def test_a_path_is_the_way_up_to_the_root(parents):
    for pk, path in tree.paths(parents).items():
        way, at = [], pk
        while at is not None:
            way.append(at)
            at = parents[at]
        assert tree.ids_in(path) == tuple(reversed(way))


@given(forests(), st.data())
def test_a_moved_subtree_has_the_paths_of_a_tree_built_anew(parents, data):
    office = data.draw(st.sampled_from(sorted(parents)))
    before = tree.paths(parents)
    outside = [pk for pk in parents if not tree.is_within(before[pk], before[office])]
    under = data.draw(st.sampled_from([None, *outside]))
    new = tree.path_of(office, under=before[under] if under else tree.ROOT)

    after = {
        pk: tree.moved(path, old=before[office], new=new)
        if tree.is_within(path, before[office])
        else path
        for pk, path in before.items()
    }

    assert after == tree.paths(parents | {office: under})


def test_an_office_is_not_inside_one_whose_number_begins_alike():
    assert not tree.is_within("/1/12/", "/1/1/")


def test_a_path_elsewhere_cannot_be_moved():
    with pytest.raises(ValueError, match="below"):
        tree.moved("/1/3/", old="/1/2/", new="/1/4/")


@pytest.mark.parametrize("parents", [{1: 1}, {1: 2, 2: 1}, {1: 7}])
def test_a_cycle_or_a_lost_parent_is_noticed(parents):
    with pytest.raises(ValueError, match="root"):
        tree.paths(parents)


def test_a_wrong_stored_path_is_noticed():
    assert tree.disagreements([(1, None, "/1/"), (2, 1, "/2/"), (3, 1, "/1/3/")]) == [2]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=8),
)
def test_any_row_of_moves_leaves_a_tree_and_no_cycle(cast, moves):
    codes = [
        "majalengka",
        "putr",
        "dlh",
        "dinkes",
        "labkesda",
        "pkm-maja",
        "kec-majalengka",
        "kel-munjul",
        "kel-cijati",
        "disdik",
        "dishub",
        "pusat",
        "sumedang-putr",
    ]
    for one, other in moves:
        office, under = (Organization.objects.get(code=codes[at]) for at in (one, other))
        inside = tree.is_within(under.path, office.path)
        same = office.institution_id == under.institution_id
        high = office.level in {"national", "institution"}
        if inside or not same or high:
            with pytest.raises(ChangeRefused):
                services.move(office, under=under, by=cast.operator.actor)
        else:
            services.move(office, under=under, by=cast.operator.actor)

    assert tree.disagreements(Organization.objects.values_list("pk", "parent_id", "path")) == []
    for office in Organization.objects.filter(level__in=["unit", "subunit"]):
        assert office.level == ("unit" if office.path.count("/") == 4 else "subunit")
        assert office.institution_id == tree.ids_in(office.path)[1]
