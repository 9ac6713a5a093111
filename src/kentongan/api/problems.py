"""Faults as machines read them: RFC 9457 `application/problem+json`, whatever went wrong."""

import json
import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from kentongan.common.errors import is_passing
from kentongan.complaints.refusals import Changed, Missing, MoveRefused
from kentongan.organizations.errors import ChangeRefused, PermissionRefused

log = logging.getLogger(__name__)
# Kinds of faults of a schema; those that are missing here keep the English words of the library.
WORDS = {
    "missing": gettext_lazy("This is missing."),
    "string_too_short": gettext_lazy("This is too short: at least %(min_length)s letters."),
    "string_too_long": gettext_lazy("This is too long: at most %(max_length)s letters."),
    "too_long": gettext_lazy("These are too many: at most %(max_length)s."),
    "enum": gettext_lazy("Choose one of: %(expected)s."),
    "literal_error": gettext_lazy("Choose one of: %(expected)s."),
    "greater_than_equal": gettext_lazy("This must be %(ge)s or more."),
    "less_than_equal": gettext_lazy("This must be %(le)s or less."),
    "string_type": gettext_lazy("This must be a text."),
    "int_parsing": gettext_lazy("This must be a whole number."),
    "int_type": gettext_lazy("This must be a whole number."),
    "float_parsing": gettext_lazy("This must be a number."),
    "float_type": gettext_lazy("This must be a number."),
    "bool_parsing": gettext_lazy("This must be true or false."),
    "bool_type": gettext_lazy("This must be true or false."),
    "date_from_datetime_parsing": gettext_lazy("This must be a date, for example 2026-11-28."),
    "date_parsing": gettext_lazy("This must be a date, for example 2026-11-28."),
    "date_type": gettext_lazy("This must be a date, for example 2026-11-28."),
    "uuid_parsing": gettext_lazy("This must be a UUID."),
    "uuid_type": gettext_lazy("This must be a UUID."),
    "string_pattern_mismatch": gettext_lazy("This has not the right form."),
}
MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """A fault with its status, a sentence for the person, and headers."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers, self.more = status, detail, headers or {}, more


def problem(status: int, detail: str = "", **more: Any) -> HttpResponse:
    """The answer for a fault. `type` is about:blank: the status says what kind it is."""
    title = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail or title}
    response = HttpResponse(
        json.dumps(body | more, ensure_ascii=False), status=status, content_type=MEDIA_TYPE
    )
    response["Cache-Control"] = "no-store"
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return response


def field_problem(field: str, detail: str) -> Problem:
    """A 422 about one field."""
    return Problem(422, detail, errors=[{"field": field, "detail": detail}])


def install(api: NinjaAPI) -> None:
    """Let every exception of a view become a problem."""
    add: Any = api.add_exception_handler  # typed for exceptions and classes of them alike
    add(Problem, lambda _r, fault: of_problem(fault))
    add(ValidationError, _of_validation)
    add(MoveRefused, _of_refusal)
    add(AuthenticationError, _of_authentication)
    add(HttpError, lambda _r, fault: problem(fault.status_code, str(fault)))
    add(PermissionRefused, lambda _r, fault: problem(403, str(fault)))
    add(ChangeRefused, lambda _r, fault: problem(409, str(fault)))
    add(Http404, lambda _r, _f: problem(404, _("There is no such thing.")))
    add(RequestDataTooBig, lambda _r, _f: problem(413))
    add(OperationalError, _of_storage)
    add(Exception, _of_fault)


def of_problem(fault: Problem) -> HttpResponse:
    """The answer that a `Problem` is."""
    response = problem(fault.status, fault.detail, **fault.more)
    for name, value in fault.headers.items():
        response[name] = value
    return response


def _of_validation(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    errors = []
    for one in fault.errors:
        path = [str(part) for part in one["loc"] if part not in ("body", "payload")]
        words = wording(one)
        errors.append({"field": ".".join(path), "detail": words})
    return problem(422, _("Something is missing or wrong: see “errors”."), errors=errors)


def wording(fault: dict[str, Any]) -> str:
    """What is wrong with a field, in the language of the request."""
    known = WORDS.get(fault["type"])
    if known is None:
        return str(fault["msg"]).removeprefix("Value error, ")
    words: str = str(known) % fault.get("ctx", {})
    return words


def _of_refusal(request: HttpRequest, fault: MoveRefused) -> HttpResponse:
    if isinstance(fault, Missing):
        return problem(422, str(fault), errors=[{"field": fault.field, "detail": str(fault)}])
    if isinstance(fault, Changed):
        return problem(409, str(fault), code="changed")
    return problem(409, str(fault), code="refused")


def _of_authentication(request: HttpRequest, fault: AuthenticationError) -> HttpResponse:
    return problem(401, _("Send a valid key: “Authorization: Bearer ktg_….”."))


def _of_storage(request: HttpRequest, fault: OperationalError) -> HttpResponse:
    """The database is locked or away: the same request, with its key, may be sent again."""
    log.error("The database did not answer", exc_info=fault)
    words = _("Nothing can be stored just now. Send the same request again in a minute.")
    response = problem(503, words)
    response["Retry-After"] = "60"
    return response


def _of_fault(request: HttpRequest, fault: Exception) -> HttpResponse:
    """Our own mistake: into the log with its trace, out with nothing but a sentence."""
    log.error("API: %s %s", request.method, request.path, exc_info=fault)
    if is_passing(fault):
        words = _("Nothing can be stored just now. Send the same request again in a minute.")
        response = problem(503, words)
        response["Retry-After"] = "60"
        return response
    return problem(500, _("Something failed here. It is recorded; try again later."))
