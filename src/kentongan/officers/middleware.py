"""Which hat the person wears: puts the `Actor` on each request, once, and only when asked."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from kentongan.officers.hats import actor_of


class ActorMiddleware:
    """`request.actor`: an officer's chosen membership, a citizen with an account, or the public."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)
