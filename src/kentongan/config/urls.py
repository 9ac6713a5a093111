"""Every address of the product, by audience."""

from django.urls import URLPattern, URLResolver, include, path

from kentongan.api.urls import api
from kentongan.config import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("kentongan.portal.urls")),
    path("", include("kentongan.common.urls")),
    path("akun/", include("kentongan.accounts.urls")),
    path("meja/", include("kentongan.desk.urls")),
    path("konsol/", include("kentongan.console.urls")),
    path("api/v1/", api.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("open311/", include("kentongan.api.open311.urls")),
    path("masuk/", include("kentongan.channels.urls")),
]

handler400 = "kentongan.common.errors.handler400"
handler403 = "kentongan.common.errors.handler403"
handler404 = "kentongan.common.errors.handler404"
handler500 = "kentongan.common.errors.handler500"
