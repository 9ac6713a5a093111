"""Mounted at /open311/: discovery, the endpoint that counts (v2), the one for trying (test/v2)."""

from django.urls import URLPattern, re_path

from kentongan.api.open311 import views
from kentongan.api.open311.views import View

app_name = "open311"
FORMAT = r"\.(?P<fmt>xml|json)$"


def _of(base: str, *, is_test: bool) -> list[URLPattern]:
    kind = "test-" if is_test else ""

    def at(resource: str, view: View, name: str, **more: bool) -> URLPattern:
        return re_path(rf"^{base}/{resource}{FORMAT}", view, more, name=f"{kind}{name}")

    return [
        at("services", views.services, "services"),
        at(r"services/(?P<code>[^/]+)", views.service, "service"),
        at("requests", views.requests, "requests", is_test=is_test),
        at(r"requests/(?P<number>[^/]+)", views.one_request, "request"),
        at(r"tokens/(?P<token>[^/]+)", views.token, "token"),
        at("servicerequestupdates", views.request_updates, "updates"),
    ]


urlpatterns = [
    re_path(rf"^discovery{FORMAT}", views.discovery, name="discovery"),
    # Clients that know only a base address ask there.
    re_path(rf"^(?:test/)?v2/discovery{FORMAT}", views.discovery, name="discovery-below"),
    *_of("v2", is_test=False),
    *_of("test/v2", is_test=True),
]
