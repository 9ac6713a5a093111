"""Addresses of the administrators' pages."""

from django.urls import path

from kentongan.console.views import audit, categories, holidays, offices, people, rules, start

app_name = "console"
urlpatterns = [
    path("", start.start, name="start"),
    path("kantor/", offices.offices, name="offices"),
    path("kantor-baru/", offices.found, name="office_add"),
    path("kantor/<slug:code>/", offices.office, name="office"),
    path("kantor/<slug:code>/nama/", offices.rename, name="office_rename"),
    path("kantor/<slug:code>/kontak/", offices.describe, name="office_contact"),
    path("kantor/<slug:code>/pindah/", offices.move, name="office_move"),
    path("kantor/<slug:code>/akhiri/", offices.end, name="office_end"),
    path("petugas/", people.people, name="people"),
    path("petugas-baru/", people.appoint, name="appoint"),
    path("petugas/<int:pk>/", people.member, name="member"),
    path("petugas/<int:pk>/perpanjang/", people.extend, name="member_extend"),
    path("petugas/<int:pk>/akhiri/", people.end, name="member_end"),
    path("topik/", categories.categories, name="categories"),
    path("topik-baru/", categories.add, name="category_add"),
    path("topik/<str:code>/", categories.change, name="category"),
    path("topik/<str:code>/pindah/", categories.move, name="category_move"),
    path("topik/<str:code>/pakai/", categories.retire, name="category_retire"),
    path("libur/", holidays.holidays, name="holidays"),
    path("libur-baru/", holidays.add, name="holiday_add"),
    path("libur-impor/", holidays.load, name="holiday_import"),
    path("libur/<int:pk>/cabut/", holidays.withdraw, name="holiday_withdraw"),
    path("tenggat/", rules.rules, name="rules"),
    path("tenggat-baru/", rules.add, name="rule_add"),
    path("tenggat/<int:pk>/", rules.rule, name="rule"),
    path("tenggat/<int:pk>/versi/", rules.version, name="rule_version"),
    path("tenggat/<int:pk>/akhiri/", rules.end, name="rule_end"),
    path("jejak/", audit.audit, name="audit"),
]
