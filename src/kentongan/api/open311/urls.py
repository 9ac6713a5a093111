"""Mounted at /open311/: discovery, the endpoint that counts (v2), the one for trying (test/v2)."""

from django.urls import URLPattern, re_path

from kentongan.api.open311 import views

app_name = "open311"
FORMAT = r"\.(?P<fmt>xml|json)$"


def _of(base: str, *, is_test: bool) -> list[URLPattern]:
    return [
        re_path(rf"^{base}/services{FORMAT}", views.services),
        re_path(rf"^{base}/services/(?P<code>[^/]+){FORMAT}", views.service),
        re_path(rf"^{base}/requests{FORMAT}", views.requests, {"is_test": is_test}),
        re_path(rf"^{base}/requests/(?P<number>[^/]+){FORMAT}", views.one_request),
        re_path(rf"^{base}/tokens/(?P<token>[^/]+){FORMAT}", views.token),
        re_path(rf"^{base}/servicerequestupdates{FORMAT}", views.request_updates),
    ]


urlpatterns = [
    re_path(rf"^discovery{FORMAT}", views.discovery, name="discovery"),
    # Clients that know only a base address ask there.
    re_path(rf"^(?:test/)?v2/discovery{FORMAT}", views.discovery),
    *_of("v2", is_test=False),
    *_of("test/v2", is_test=True),
]
