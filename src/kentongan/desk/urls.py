"""Addresses of the officers' pages."""

from django.urls import path

from kentongan.desk.views import (
    certificate,
    complaint,
    identity,
    imports,
    inbox,
    live,
    messages,
    outlook,
    person,
    prints,
    record,
    step,
    village,
)

app_name = "desk"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("kabar/", person.bell, name="bell"),
    path("kabar/langsung/", live.live, name="live"),
    path("peran/", person.change_hat, name="change_hat"),
    path("catat/", record.record, name="record"),
    path("perkiraan/", outlook.outlook, name="outlook"),
    path("posko/", village.desk, name="village"),
    path("posko/formulir/<uuid:batch>/", village.forms, name="village_forms"),
    path("posko/nomor/", village.numbers, name="village_numbers"),
    path("posko/terima/", village.take, name="village_take"),
    path("catat/periksa/", record.check, name="record_check"),
    path("catat/daftar/", record.entered, name="entered"),
    path("impor/", imports.imports, name="imports"),
    path("impor/<int:pk>/", imports.one, name="import"),
    path("impor/<int:pk>/galat.csv", imports.errors, name="import_errors"),
    path("impor/<int:pk>/hasil.csv", imports.results, name="import_results"),
    path("impor/<int:pk>/<slug:step>/", imports.act, name="import_step"),
    path("agenda/", prints.agenda, name="agenda"),
    path("pesan/", messages.messages, name="messages"),
    path("pesan/<int:pk>/", messages.message, name="message"),
    path("pesan/<int:pk>/hitung/", messages.preview, name="message_preview"),
    path("pesan/<int:pk>/<slug:step>/", messages.act, name="message_step"),
    path("<str:number>/", complaint.complaint, name="complaint"),
    path("<str:number>/langkah/<slug:action>/", step.step, name="step"),
    path("<str:number>/tenggat/", certificate.certificate, name="certificate"),
    path("<str:number>/tenggat.json", certificate.data, name="certificate_data"),
    path("<str:number>/draf/", step.draft, name="draft"),
    path("<str:number>/identitas/", identity.identity, name="identity"),
    path("<str:number>/gabungan/", complaint.merged, name="merged"),
    path("<str:number>/berkas/<uuid:key>/", complaint.file, name="file"),
    path("<str:number>/cetak/<slug:form>/", prints.paper, name="paper"),
]
