"""Addresses of the pages of this audience."""

from django.urls import URLPattern, path

from kentongan.console import urls_machines
from kentongan.console.views import ladder, messages, texts

app_name = "console"
urlpatterns: list[URLPattern] = [
    path("pesan/", messages.messages, name="messages"),
    path("pesan/<int:key>/ulang/", messages.resend, name="resend"),
    path("pesan/pembawa/<slug:transport>/", messages.wake, name="wake"),
    path("teks/", texts.texts, name="texts"),
    path("teks/<slug:code>/<slug:form>/<slug:language>/", texts.text, name="text"),
    path("teks/<slug:code>/<slug:form>/<slug:language>/lihat/", texts.preview, name="preview"),
    path("tangga/", ladder.ladder, name="ladder"),
    path("tangga/<int:key>/", ladder.rung, name="rung"),
    path("simulasi/", ladder.simulation, name="simulation"),
    path("janji/", ladder.promises, name="promises"),
    *urls_machines.urlpatterns,
]
