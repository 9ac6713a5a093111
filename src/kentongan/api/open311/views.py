"""The addresses of GeoReport v2. `BASE/RESOURCE.FORMAT`; faults come in the asked format."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from kentongan.api import quotas
from kentongan.api.models import Answered
from kentongan.api.open311 import catalogue, filing, public, reading, updates
from kentongan.api.open311.rendering import Fault, answer, faulty
from kentongan.api.problems import Problem
from kentongan.common import clock, limits
from kentongan.complaints.services import submit
from kentongan.integrations import keys, scopes
from kentongan.integrations.keys import Opened
from kentongan.organizations.actor import Actor

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGESET = "2026-11-28T00:00:00+07:00"
View = Callable[..., HttpResponse]


def endpoint(*methods: str) -> Callable[[View], View]:
    """Faults in the asked format, limits, and only these methods."""

    def wrap(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, fmt: str, **kwargs: Any) -> HttpResponse:
            try:
                if request.method not in methods:
                    raise Fault(405, _("This method is not possible here."))
                (quotas.FILED if request.method == "POST" else quotas.READ).spend(request)
                return view(request, fmt, **kwargs)
            except Fault as fault:
                response = faulty(fmt, fault)
            except RequestDataTooBig:
                response = faulty(fmt, Fault(413, _("This is too large.")))
            except Problem as problem:
                response = faulty(fmt, Fault(problem.status, problem.detail))
                for name, value in problem.headers.items():
                    response[name] = value
            if response.status_code == 405:
                response["Allow"] = ", ".join(methods)
            return response

        return guarded

    return wrap


@endpoint("GET", "HEAD")
def discovery(request: HttpRequest, fmt: str) -> HttpResponse:
    """Where the endpoints are: one that counts, and one to try things out."""
    base = settings.PUBLIC_URL
    formats = ["text/xml", "application/json"]
    found = [
        {
            "specification": SPECIFICATION,
            "url": f"{base}/open311/{path}",
            "changeset": CHANGESET,
            "type": kind,
            "formats": formats,
        }
        for kind, path in (("production", "v2"), ("test", "test/v2"))
    ]
    facts = {
        "changeset": CHANGESET,
        "contact": _("Write to the operator of %(url)s.") % {"url": base},
        "key_service": _("Ask the administrator of the institution for a key: %(url)s")
        % {"url": f"{base}/api/v1/docs"},
        "endpoints": found,
    }
    return answer(fmt, "discovery", facts)


@endpoint("GET", "HEAD")
def services(request: HttpRequest, fmt: str) -> HttpResponse:
    """What can be reported."""
    reading.institution(request.GET)
    return answer(fmt, "services", catalogue.services())


@endpoint("GET", "HEAD")
def service(request: HttpRequest, fmt: str, code: str) -> HttpResponse:
    """What may be asked about a service."""
    reading.institution(request.GET)
    return answer(fmt, "service_definition", catalogue.definition(code))


@endpoint("GET", "HEAD", "POST")
def requests(request: HttpRequest, fmt: str, *, is_test: bool = False) -> HttpResponse:
    """List requests, or file one."""
    if request.method == "POST":
        return _file(request, fmt, is_test=is_test)
    wanted = reading.Wanted.read(request)
    rows = public.listed(wanted, reading.institution(request.GET))
    return answer(fmt, "service_requests", rows)


@endpoint("GET", "HEAD")
def one_request(request: HttpRequest, fmt: str, number: str) -> HttpResponse:
    """One request, still in a list."""
    found = public.one(number, reading.institution(request.GET))
    return answer(fmt, "service_requests", [found])


@endpoint("GET", "HEAD")
def token(request: HttpRequest, fmt: str, token: str) -> HttpResponse:
    """From token to id."""
    found = public.from_token(token, reading.institution(request.GET))
    return answer(fmt, "service_requests", [found])


@endpoint("GET", "HEAD", "POST")
def request_updates(request: HttpRequest, fmt: str) -> HttpResponse:
    """Status updates, out and in."""
    if request.method == "POST":
        return _update(request, fmt)
    wanted = reading.Wanted.read(request)
    rows = updates.listed(wanted, reading.institution(request.GET))
    return answer(fmt, "service_request_updates", rows)


def _file(request: HttpRequest, fmt: str, *, is_test: bool) -> HttpResponse:
    key = _key(request, scopes.OPEN311)
    given = filing.submission(request, sender=str(key.key_id))
    account = request.POST.get("account_id", "")[:100] or None
    if is_test:
        row = {"token": public.token_of("TEST"), "service_notice": _("A test: nothing was kept.")}
        return answer(fmt, "service_requests", [row | {"account_id": account}])
    receipt = submit(given, by=Actor.system())
    notice = _("Your code is %(number)s, your PIN %(pin)s. Follow it at %(url)s.") % {
        "number": receipt.shown_number,
        "pin": receipt.pin,
        "url": f"{settings.PUBLIC_URL}/lacak/",
    }
    row = {"token": public.token_of(receipt.number), "service_notice": notice}
    return answer(fmt, "service_requests", [row | {"account_id": account}])


def _update(request: HttpRequest, fmt: str) -> HttpResponse:
    """Their `update_id` is the key: sent twice it is one step and one answer."""
    key = _key(request, scopes.STEP)
    update_id = request.POST.get("update_id", "").strip()
    if not update_id:
        raise Fault(400, _("%(name)s is required.") % {"name": "update_id"})
    digest, scope = updates.digest(update_id), f"open311:{key.key_id}"
    row = {"update_id": update_id[:100]}
    try:
        with transaction.atomic():
            Answered.objects.create(scope=scope, key=digest, digest=digest, at=clock.now())
            updates.take(request, by=key.actor, update_id=update_id)
    except IntegrityError:
        if not Answered.objects.filter(scope=scope, key=digest).exists():
            raise
    return answer(fmt, "service_request_updates", [row])


def _key(request: HttpRequest, scope: str) -> Opened:
    """The api_key of the form (or of the address), with the scope that this needs."""
    given = request.POST.get("api_key") or request.GET.get("api_key") or ""
    found = keys.opened(given, address=limits.address(request)) if given else None
    if found is None or scope not in found.scopes:
        quotas.WRONG_KEYS.spend(request)
        raise Fault(403, _("api_key is missing or not valid for this."))
    return found
