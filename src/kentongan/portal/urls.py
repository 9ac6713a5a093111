"""Addresses of the citizens' pages."""

from django.urls import path

from kentongan.portal.views import (
    app,
    certificate,
    files,
    mailbox,
    maps,
    mine,
    public,
    report,
    track,
    uploads,
    wishes,
)

app_name = "portal"
urlpatterns = [
    path("", public.start, name="start"),
    path("lapor/", report.report, name="report"),
    path("lapor/kirim/", app.queued, name="queued"),
    path("lapor/kotak/", app.outbox, name="outbox"),
    path("luring/", app.offline, name="offline"),
    path("sw.js", app.worker, name="worker"),
    path("manifest.webmanifest", app.manifest, name="manifest"),
    path("lapor/desa.json", report.villages, name="villages"),
    path("lapor/peta/", maps.regency, name="map"),
    path("lapor/peta/<str:code>.json", maps.district, name="map_district"),
    path("lapor/berkas/", uploads.hold, name="hold"),
    path("lapor/lokasi/", report.locate, name="locate"),
    path("lacak/", track.track, name="track"),
    path("lacak/<str:number>/", track.tracked, name="tracked"),
    path("lacak/<str:number>/langkah/<slug:action>/", track.step, name="step"),
    path("lacak/<str:number>/tenggat/", certificate.certificate, name="certificate"),
    path("lacak/<str:number>/tenggat.json", certificate.data, name="certificate_data"),
    path("lacak/<str:number>/berkas/<uuid:key>/", files.own_file, name="own_file"),
    path("lacak/<str:number>/<str:token>/", track.by_link, name="by_link"),
    path("laporan/", public.reports, name="public"),
    path("laporan/<str:number>/", public.published, name="published"),
    path("laporan/<str:number>/berkas/<uuid:key>/", files.public_file, name="public_file"),
    path("cara/", public.how, name="how"),
    path("privasi/", public.privacy, name="privacy"),
    path("aksesibilitas/", public.accessibility, name="accessibility"),
    path("kantor/", public.offices, name="offices"),
    path("saya/", mine.mine, name="mine"),
    path("saya/kabar/", wishes.wishes, name="wishes"),
    path("saya/ambil/", mine.claim, name="claim"),
    path("saya/dibaca/", mine.read_news, name="read_news"),
    path("masuk/lanjut/", mine.after_login, name="after_login"),
    path("surat/", mailbox.mailbox, name="mailbox"),
]
