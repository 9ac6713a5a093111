"""Addresses for these tests alone: pages whose database or disk fails them."""

import errno

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path

FAULTS = {
    "locked": OperationalError("database is locked"),
    "full": OSError(errno.ENOSPC, "No space left on device"),
    "missing": OSError(errno.ENOENT, "No such file"),
    "broken": RuntimeError("a fault"),
}


def fail(request: HttpRequest, fault: str) -> HttpResponse:
    raise FAULTS[fault]


urlpatterns = [path("langkah/<slug:fault>/", fail)]
handler500 = "kentongan.common.errors.handler500"
