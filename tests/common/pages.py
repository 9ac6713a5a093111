"""Addresses for these tests alone: the shells must stand without the pages of any audience."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

from tests.common import report_page

saved: list[dict[str, str]] = []


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault")


def refused(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Ini milik Dinas PUTR.")


def unreadable(request: HttpRequest) -> HttpResponse:
    raise BadRequest


def accepted(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"<link rel=icon href=data:,>accepted {request.POST.get('text', '')}")


def draft(request: HttpRequest) -> JsonResponse:
    saved.append({name: str(value) for name, value in request.POST.items()})
    if request.POST.get("version") == "9":
        return JsonResponse({"words": "Sudah disimpan orang lain."}, status=409)
    return JsonResponse({"words": "Draf disimpan 10.42", "version": 2})


def villages(request: HttpRequest) -> JsonResponse:
    rows = [
        ["32.10.15", "Kadipaten", "1001Kadipaten|2002Heuleut|Babakan"],
        ["32.10.16", "Ligung", "2001Sukawera"],
        ["32.10.20", "Kertajati", "2007Sukawana"],
    ]
    return JsonResponse(rows, safe=False)


def place(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"code": "32.10.15.2002", "words": "Heuleut, Kadipaten"})


urlpatterns = [
    path("", include("kentongan.common.urls")),
    path("rusak/", broken),
    path("terlarang/", refused),
    path("kacau/", unreadable),
    path("terima/", accepted),
    path("draf/", draft),
    path("desa.json", villages),
    path("lokasi/", place),
    path("lapor/", report_page.citizen),
    path("meja/", report_page.officer),
]
handler400 = "kentongan.common.errors.handler400"
handler403 = "kentongan.common.errors.handler403"
handler404 = "kentongan.common.errors.handler404"
handler500 = "kentongan.common.errors.handler500"
