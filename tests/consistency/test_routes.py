"""Every address × everybody × two districts: allowed, refused, sent to the sign-in, or not there."""

from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.urls import URLPattern, get_resolver, reverse

from tests.consistency import routes
from tests.consistency.routes import IN, NONE, NUMBER, PIN, REFUSED, ROUTES, SIGN_IN
from tests.consistency.world import build


def names(resolver=None, space=""):
    """The name of every address that the product answers."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLPattern):
            yield f"{space}{one.name}"
        else:
            yield from names(one, f"{space}{one.namespace}:" if one.namespace else space)


KNOWN = frozenset(names())


@pytest.fixture(autouse=True)
def files_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def test_every_address_stands_in_the_table_and_nothing_else():
    assert KNOWN - set(ROUTES) == set(), "say in tests/consistency/routes.py who gets what there"
    assert set(ROUTES) - KNOWN == set()


def outcome(response):
    where = response.get("Location") or response.get("HX-Redirect") or ""
    path = urlsplit(where).path
    if response.status_code in (301, 302) and path == reverse("account_login"):
        return SIGN_IN
    if response.status_code in (301, 302) and path == reverse("portal:track"):
        return PIN
    if response.status_code in (403, 404):
        return {403: REFUSED, 404: NONE}[response.status_code]
    # 405 would hide who is let in: the table says how to ask.
    is_answer = response.status_code in (200, 201, 301, 302, 400, 409, 422)
    return IN if is_answer else str(response.status_code)


def address(world, name, route, complaint=None):
    number = (complaint or world.here).shown_number
    files = {key: one.key for key, one in world.files.items()}
    return reverse(
        name, args=[number if one is NUMBER else files.get(one, one) for one in route.args]
    )


def asked(world, name, route, complaint):
    url, found = address(world, name, route, complaint), {}
    for who, client in world.clients.items():
        cache.clear()  # two dozen people at one address are no attack here
        found[who] = outcome(getattr(client, route.method)(url, route.data or None))
    return found


def audience(name):
    return name.partition(":")[0] if ":" in name else "accounts"


@pytest.mark.parametrize("which", sorted({audience(one) for one in ROUTES}))
@pytest.mark.filterwarnings("ignore")
def test_everybody_gets_what_the_table_says(cast, client_for, which):
    wrong = []
    for name, route in ROUTES.items():
        if audience(name) != which or name not in KNOWN:
            continue
        world = build(cast, client_for) if name == "account_logout" else _kept(cast, client_for)
        gets = dict(route.gets)
        if name == "portal:after_login" and "console:start" not in KNOWN:
            del gets["operator"]  # is sent to a page that another part brings
        pairs = [(world.here, gets)]
        if route.there is not None:
            pairs.append((world.there, route.there))
        for complaint, expected in pairs:
            found = asked(world, name, route, complaint)
            place = "here" if complaint is world.here else "there"
            wrong += [
                (name, place, who, expected[who], found[who])
                for who in expected
                if found[who] != expected[who]
            ]
    assert wrong == []


_worlds = {}


def _kept(cast, client_for):
    """One world for all addresses of one audience: a test's database is its own."""
    if _worlds.get("cast") is not cast:
        _worlds.clear()
        _worlds.update(cast=cast, world=build(cast, client_for))
    return _worlds["world"]


@pytest.mark.filterwarnings("ignore")
def test_a_secret_complaint_is_for_those_who_handle_it(cast, client_for):
    world = build(cast, client_for, is_secret=True)
    seeing = routes.SEE_HERE - {"leader"}
    for name in ("desk:complaint", "desk:paper", "desk:file", "desk:merged"):
        found = asked(world, name, ROUTES[name], world.here)
        assert found == routes.officers(seeing, NONE), name
    for name in ("portal:published", "portal:public_file"):
        assert set(asked(world, name, ROUTES[name], world.here).values()) == {NONE}, name


@pytest.mark.filterwarnings("ignore")
def test_files_of_the_reporter_and_signed_papers_are_not_for_the_public(cast, client_for):
    world = build(cast, client_for)
    for kind in ("evidence", "signed_paper"):
        route = routes.Route({}, args=(NUMBER, kind))
        assert set(asked(world, "portal:public_file", route, world.here).values()) == {NONE}
    paper = asked(
        world, "portal:own_file", routes.Route({}, args=(NUMBER, "signed_paper")), world.here
    )
    assert set(paper.values()) == {NONE}


def test_the_pin_opens_one_complaint_of_the_api(cast, client_for):
    world = build(cast, client_for)
    client, pin = world.clients["nobody"], world.pins[world.here.pk]
    headers = {"X-Complaint-PIN": pin}
    right = reverse("api:show", args=[world.here.shown_number])
    other = reverse("api:show", args=[world.there.shown_number])
    assert client.get(right, headers=headers).status_code == 200
    assert client.get(other, headers=headers).status_code == 404


def test_no_page_of_the_desk_is_kept_by_a_cache(cast, client_for):
    world = build(cast, client_for)
    client = world.clients["district_admin"]
    for name, route in ROUTES.items():
        if audience(name) in ("desk", "console") and name in KNOWN:
            answer = getattr(client, route.method)(address(world, name, route), route.data or None)
            assert "no-store" in answer["Cache-Control"], name


@pytest.mark.parametrize("name", sorted(one for one in ROUTES if ROUTES[one].method == "post"))
def test_what_changes_something_is_never_done_by_a_link(client, cast, name):
    if name not in KNOWN:
        pytest.skip("not in this build")
    route = ROUTES[name]
    args = ["LP-9999-9999" if one is NUMBER else one for one in route.args]
    client.force_login(cast.district_admin.user)
    assert client.get(reverse(name, args=args)).status_code in (403, 404, 405)
