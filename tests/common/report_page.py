"""Two small pages that use every data attribute of the scripts."""

from django.http import HttpRequest, HttpResponse
from django.template import engines

CITIZEN = """{% extends "kentongan/base.html" %}{% load i18n static ui %}{% block content %}
<form method="post" action="/terima/" enctype="multipart/form-data" data-steps data-draft="lapor"
      data-tools="{% static 'kentongan/built/report.js' %}">
  {% include "kentongan/_draft_bar.html" only %}
  <input type="hidden" name="key" data-uuid>
  <section data-step="1"><h1>Tulis</h1>
    <label for="text">Isi</label>
    <textarea id="text" name="text" required minlength="20" maxlength="100"></textarea>
    <p data-count-for="text" data-left="Sisa {n}" data-short="Kurang {n}"></p>
    <label for="pin">Sandi</label><input id="pin" name="pin" data-private>
    <label><input type="radio" name="kind" value="a" checked>
      <span class="choice-label">Pengaduan</span></label>
    <label><input type="radio" name="kind" value="b"><span class="choice-label">Aspirasi</span></label>
    <input type="file" name="photo" multiple data-photo data-max="2" data-remove="Hapus"
           data-many-words="Terlalu banyak">
    <ul class="photos" data-photos></ul>
    <div data-places="/desa.json">
      <label for="search">Desa</label><input id="search" name="village" data-place-input autocomplete="off">
      <ul class="options" data-place-list hidden></ul>
      <input type="hidden" id="area" name="area" data-place-value>
    </div>
    <input type="hidden" name="lat"><input type="hidden" name="lng">
    <button type="button" data-locate="/lokasi/" data-script hidden>Lokasi saya</button>
    <p data-locate-status data-wait="Mencari" data-failed="Tidak ketemu" role="status"></p>
    <label><input type="checkbox" data-public-computer> Komputer umum</label>
    <button name="step" value="2" formnovalidate data-go="2">Lanjut</button>
  </section>
  <section data-step="2" hidden><h2>Periksa</h2>
    <p id="said" data-show="text"></p><p id="kind" data-show="kind"></p><p id="place" data-show="village"></p>
    <button name="step" value="1" formnovalidate data-go="1">Ubah</button>
    <button id="send">Kirim</button>
  </section>
</form>{% endblock %}"""

OFFICER = """{% extends "kentongan/desk_base.html" %}{% load i18n ui %}{% block content %}<h1>Meja</h1>
<input type="checkbox" data-pick-all aria-label="Semua">
<ul class="rows" data-rows>{% for n in "123" %}
  <li class="row" data-row><input type="checkbox" class="pick" data-pick aria-label="Pilih {{ n }}">
    <div class="row-main"><a class="row-title" href="#row{{ n }}" data-open>Laporan {{ n }}</a></div>
  </li>{% endfor %}</ul>
<div data-bulk hidden><b data-bulk-count></b></div>
<details class="verdict"><summary data-key="d">Disposisi</summary>
  <form><input id="unit" aria-label="Unit"></form></details>
<form method="post" action="/terima/" data-autosave="/draf/">{% csrf_token %}
  <input type="hidden" name="version" value="{{ version }}">
  <textarea name="text" aria-label="Jawaban"></textarea>
  <p data-autosave-status data-failed="Belum tersimpan"></p><button>Kirim</button></form>
{% endblock %}"""


def citizen(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(CITIZEN).render({}, request))


def officer(request: HttpRequest) -> HttpResponse:
    context = {"version": request.GET.get("version", "1"), "actor": None}
    return HttpResponse(engines["django"].from_string(OFFICER).render(context, request))
