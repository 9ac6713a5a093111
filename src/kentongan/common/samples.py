"""Invented content for the style guide: each component in each of its states, no database."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import QueryDict

from kentongan.common.forms import CheckCards, RadioCards

NOW = datetime(2026, 11, 24, 3, 42, tzinfo=UTC)
SHELLS = {
    "citizen": "kentongan/base.html",
    "desk": "kentongan/desk_base.html",
    "paper": "kentongan/print_base.html",
}


class SampleForm(forms.Form):
    """One field of each kind."""

    body = forms.CharField(
        label="Ceritakan masalahnya",
        help_text="Apa yang terjadi, di mana, dan sejak kapan?",
        min_length=20,
        max_length=4000,
        widget=forms.Textarea,
        error_messages={"min_length": "Isi laporan terlalu pendek. Tulis minimal 20 huruf."},
    )
    kind = forms.ChoiceField(
        label="Apa yang ingin Anda sampaikan?",
        choices=[
            ("complaint", "Pengaduan"),
            ("suggestion", "Aspirasi"),
            ("information", "Permintaan informasi"),
        ],
        widget=RadioCards(
            hints={
                "complaint": "Ada masalah pada layanan atau fasilitas umum",
                "suggestion": "Usul atau harapan untuk pemerintah",
                "information": "Anda ingin bertanya atau meminta data",
            }
        ),
        error_messages={"required": "Pilih salah satu."},
    )
    village = forms.ChoiceField(
        label="Desa atau kelurahan",
        choices=[("", "Pilih desa"), ("1", "Heuleut, Kadipaten"), ("2", "Sukawera, Ligung")],
        error_messages={"required": "Pilih desa, atau tandai bahwa laporan tidak terkait tempat."},
    )
    landmark = forms.CharField(label="Patokan", help_text="Misalnya: depan pasar.", required=False)
    told = forms.MultipleChoiceField(
        label="Kabari saya lewat",
        choices=[("sms", "SMS"), ("email", "Email")],
        widget=CheckCards,
        required=False,
    )
    secret = forms.BooleanField(
        label="Rahasiakan isi laporan",
        help_text="Laporan tidak tampil untuk umum. Hanya petugas yang menangani yang membacanya.",
        required=False,
    )
    letter = forms.FileField(label="Surat", help_text="PDF, paling besar 10 MB.", required=False)


class NoteForm(forms.Form):
    text = forms.CharField(label="Catatan", max_length=1000, widget=forms.Textarea)


def everything(asked: QueryDict) -> dict[str, Any]:
    """The context of the style guide, in the shell that was asked for."""
    kind = asked.get("shell", "citizen")
    kind = kind if kind in SHELLS else "citizen"
    return {
        "kind": kind,
        "shell": SHELLS[kind],
        "institution_name": "Kabupaten Majalengka",
        "office": "Kabupaten Majalengka",
        "role_name": "Admin Kabupaten",
        "actor": SimpleNamespace(user_id=1, membership_id=1, label="Petugas Contoh"),
        "memberships": [
            SimpleNamespace(pk=1, get_role_display="Admin Kabupaten", organization="Majalengka"),
            SimpleNamespace(pk=2, get_role_display="Petugas loket", organization="Diskominfo"),
        ],
        "search_query": "",
        "bell_count": 3,
        "form": SampleForm(prefix="a"),
        "wrong": SampleForm({"b-body": "Rusak", "b-kind": "complaint"}, prefix="b"),
        "public_form": NoteForm(prefix="c"),
        "note_form": NoteForm(prefix="d"),
        "timeline": _timeline(),
        "files": _files(),
        "statuses": _STATUSES,
        "tones": ["guide", "positive", "warning", "negative", "special", "neutral"],
        "chips": _CHIPS,
        "rows": _rows(),
        "views": _views() if kind == "desk" else None,
        "tabs": _views()[:3],
        "tiles": _TILES,
        "facts": _FACTS,
        "number": "9K47TX2B",
        "due_at": NOW + timedelta(days=10),
        "icons": [
            "inbox",
            "bell",
            "pin",
            "camera",
            "lock",
            "eye",
            "clock",
            "send",
            "star",
            "print",
        ],
        "hidden": [("number", "9K47TX2B")],
    }


def _timeline() -> list[dict[str, Any]]:
    return [
        {"title": "Laporan diterima", "at": NOW - timedelta(days=3), "by": "Web"},
        {
            "title": "Catatan internal",
            "at": NOW - timedelta(days=2),
            "by": "Admin Kabupaten",
            "text": "Mirip LP-8HC0-AA41 (kemarin, 120 m).",
            "internal": True,
        },
        {
            "title": "Diteruskan ke Dinas PUTR",
            "at": NOW - timedelta(days=1),
            "text": "Dinas PUTR memeriksa lubang di jalan depan pasar Kadipaten.",
            "files": _files()[:1],
            "current": True,
        },
    ]


def _files() -> list[dict[str, Any]]:
    return [
        {"url": "#", "name": "Foto lubang jalan.jpg", "size": 346_112},
        {"url": "#", "name": "Surat tugas.pdf", "size": 88_064},
    ]


def _views() -> list[dict[str, Any]]:
    names = [
        ("Perlu verifikasi", 18, False),
        ("Lewat tenggat", 3, True),
        ("Tugas saya", 7, False),
        ("Menunggu instansi", 41, False),
        ("Semua", 1236, False),
    ]
    return [
        {"url": "#", "label": label, "count": count, "late": late, "current": at == 0}
        for at, (label, count, late) in enumerate(names)
    ]


def _rows() -> list[dict[str, Any]]:
    keys = ("title", "meta", "status", "label", "chip", "left", "age", "flag")
    return [dict(zip(keys, row, strict=True)) for row in _ROWS]


_STATUSES = [
    ("received", "Diterima"),
    ("in_progress", "Diproses"),
    ("dispatched", "Terdisposisi"),
    ("declined", "Ditolak"),
    ("closed", "Selesai"),
    ("archived", "Diarsipkan"),
]
_CHIPS = [
    ("late", "Lewat 4 jam"),
    ("soon", "Sisa 6 jam"),
    ("ok", "Sisa 3 hari kerja"),
    ("paused", "Dijeda"),
    ("done", "Selesai tepat waktu"),
]
_TILES = [
    {"label": "Laporan bulan ini", "value": "1.042", "note": "+8% dari bulan lalu"},
    {"label": "Selesai tepat waktu", "value": "84%", "note": "target 90%"},
    {"label": "Lewat tenggat", "value": "37", "note": "lihat daftar", "url": "#"},
    {"label": "Kepuasan", "value": "4,1 / 5", "note": "212 penilaian"},
]
_FACTS = [
    ("Kode", "LP-9K47-TX2B"),
    ("Lokasi", "Heuleut, Kadipaten"),
    ("Pelapor", "Dirahasiakan"),
    ("Saran instansi", "Dinas PUTR"),
]
_ROWS = [
    (
        "Jalan berlubang dekat pasar Kadipaten, dua motor jatuh",
        "LP-9K47-TX2B · Kadipaten · Dinas PUTR · Web",
        "received", "Perlu verifikasi", "late", "Lewat 4 jam", "3 hari", "Mendesak",
    ),
    (
        "Air PDAM mati tiga hari di Desa Sukawera",
        "LP-2MF3-QA7C · Ligung · Perumdam Tirta Majalengka · SMS",
        "in_progress", "Diproses", "soon", "Sisa 6 jam", "2 hari", "",
    ),
    (
        "Pungutan saat mengurus KTP elektronik",
        "LP-5RW6-DN1X · Jatiwangi · Disdukcapil · Web",
        "dispatched", "Terdisposisi", "ok", "Sisa 3 hari", "1 hari", "Rahasia",
    ),
    (
        "Usul penyeberangan di depan SDN Tonjong",
        "LP-6TB2-CY9Z · Majalengka · Dinas Perhubungan · Web",
        "incomplete", "Menunggu pelapor", "paused", "Dijeda", "4 hari", "",
    ),
    (
        "Pohon tumbang menutup jalan desa",
        "LP-2ZG7-WSQ3 · Argapura · BPBD · Aplikasi",
        "closed", "Selesai", "done", "Selesai", "7 hari", "",
    ),
]  # fmt: skip
