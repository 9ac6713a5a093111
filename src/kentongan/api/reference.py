"""OpenAPI 3.1 of the API, from the code: every fault is described, and none is forgotten."""

from typing import Any

from django.utils import translation
from ninja import NinjaAPI

from kentongan.api.problems import MEDIA_TYPE
from kentongan.api.schemas.base import Problem

ABOUT = """Complaints about public services: filing and following them, and for institutions with
a key everything that their officers do on pages. Every step calls the same service as its page.

**Reporters** need no account: number and PIN of the receipt (`X-Complaint-PIN`) open a complaint.
**Institutions** send `Authorization: Bearer ktg_…`; a key acts as one membership, within its scopes.
Faults are `application/problem+json`; sentences come in the language of `Accept-Language` (id, en).
Lists are paged by `cursor`. `RateLimit-*` headers say how much is left; 429 says when to come back.
No cookie counts, so any site may call this API from a browser, except `/office/`.
"""
FAULTS = {
    "400": "The body is no JSON",
    "401": "No valid key",
    "403": "The key or its role may not do this",
    "404": "No such thing, or not for you; a wrong PIN answers alike",
    "409": "The step is not possible now, or somebody else was first",
    "413": "Too large",
    "415": "Not an accepted kind of file",
    "422": "Something is missing or wrong: see `errors`",
    "429": "Too many requests; `Retry-After` says when to come back",
    "500": "Our fault; it is recorded",
    "503": "Nothing can be stored just now; send the same again after `Retry-After`",
}
ANY = ("429", "500", "503")


class Api(NinjaAPI):
    """A NinjaAPI whose document names every fault, in English whoever asks."""

    def get_openapi_schema(self, **given: Any) -> Any:
        with translation.override("en"):
            made = super().get_openapi_schema(path_prefix="/api/v1/", **given)
        made["info"]["description"] = ABOUT
        made["info"]["license"] = {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"}
        made["servers"] = [{"url": "/"}]
        made["components"]["schemas"]["Problem"] = _problem_schema(made)
        made["components"]["responses"] = {
            status: {
                "description": words,
                "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            }
            for status, words in FAULTS.items()
        }
        for path, methods in made["paths"].items():
            for method, operation in methods.items():
                _complete(operation, path=path, method=method)
        return made


def _problem_schema(made: Any) -> dict[str, Any]:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    made["components"]["schemas"].update(schema.pop("$defs", {}))
    return schema


def _complete(operation: dict[str, Any], *, path: str, method: str) -> None:
    """Add the faults that this operation can have, and `304` where a tag is taken."""
    faults = set(ANY)
    names = {one["name"] for one in operation.get("parameters", ())}
    if operation.get("parameters") or "requestBody" in operation:
        faults.add("422")
    if "{" in path or "X-Complaint-PIN" in names:
        faults.add("404")
    if "requestBody" in operation:
        faults |= {"400", "409", "413"}
    if operation.get("security"):
        faults |= {"401", "403"}
    if method == "patch":
        faults.add("415")
    if "If-None-Match" in names:
        operation["responses"].setdefault(304, {"description": "You have the current one"})
    for status in sorted(faults):
        operation["responses"][int(status)] = {"$ref": f"#/components/responses/{status}"}
    responses = operation["responses"]
    operation["responses"] = {str(one): responses[one] for one in sorted(responses, key=str)}
