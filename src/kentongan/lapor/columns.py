"""The columns of LAPOR!'s two tables, and its words for ours. Facts of others: nothing is invented."""

from datetime import datetime, time

from django.utils import timezone

from kentongan.complaints.choices import Channel, Classification, Kind, Status

OPEN_DATA = (
    "Area", "TrackingID", "Kategori", "KategoriID", "DisposisiInstansiID", "AreaID",
    "TanggalDisposisi", "TanggalLaporanMasuk", "TanggalLaporanAktivitasTerakhir",
    "TanggalLaporanDitutup", "status",
)  # fmt: skip
# What an office can save from its own pages.
OFFICE = (
    "Tracking ID", "Tanggal Laporan Masuk", "Waktu Laporan Masuk", "Nama Pelapor",
    "Klasifikasi Laporan", "ID Kategori", "Kategori", "Judul Laporan", "Isi Laporan Awal",
    "Isi Laporan Akhir", "Tipe Laporan (Anonim/Rahasia)", "Sumber Laporan", "Instansi Induk",
    "ID Instansi Terdisposisi", "Instansi Terdisposisi", "Status Laporan", "Alasan Tunda/Arsip",
    "Provinsi", "Kota/Kabupaten", "Kecamatan", "Kelurahan",
)  # fmt: skip
# Other names that one meets for the same columns.
ALIASES = {
    "trackingid": "Tracking ID", "tanggallaporanmasuk": "Tanggal Laporan Masuk",
    "status": "Status Laporan", "kategoriid": "ID Kategori", "judullaporan": "Judul Laporan",
    "isilaporan": "Isi Laporan Awal", "disposisiinstansi": "Instansi Terdisposisi",
    "disposisiinstansiid": "ID Instansi Terdisposisi", "area": "Kecamatan",
}  # fmt: skip

SUPERVISORY = "Pengaduan Berkadar Pengawasan"
KINDS = {
    SUPERVISORY.lower(): (Kind.COMPLAINT, Classification.SUPERVISORY),
    "pengaduan tidak berkadar pengawasan": (Kind.COMPLAINT, Classification.ORDINARY),
    "aspirasi": (Kind.SUGGESTION, Classification.SUGGESTION),
    "permintaan informasi": (Kind.INFORMATION, Classification.INFORMATION),
}
CHANNELS = {"website": Channel.WEB, "android": Channel.APP, "ios": Channel.APP, "sms": Channel.SMS}
# Beginnings of words for what has ended there.
ENDED = ("ditutup", "diarsipkan", "selesai")
STATUS_WORDS = {
    Status.RECEIVED: "Belum Terverifikasi",
    Status.INCOMPLETE: "Menunggu Kelengkapan Informasi",
    Status.FORWARDED: "Terverifikasi",
    Status.RETURNED: "Dikembalikan",
    Status.DISPATCHED: "Terdisposisi",
    Status.ANSWERED: "Ditindaklanjuti",
    Status.CLOSED: "Ditutup",
    Status.ARCHIVED: "Diarsipkan oleh Admin",
    Status.WITHDRAWN: "Ditutup oleh Pelapor",
    Status.MERGED: "Digabungkan",
    Status.REFERRED: "Diteruskan ke Ombudsman",
}
IN_WORK = "Diproses"
CLOSED_WORDS = {"confirmed": "Ditutup oleh Pelapor", "automatic": "Ditutup oleh Sistem"}
CLOSED_BY_ADMIN = "Ditutup oleh Admin"
MONTHS = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des")
_ENGLISH = {"may": 5, "aug": 8, "oct": 10, "dec": 12}


def canonical(name: str) -> str:
    """The office's name of a column, whatever the table calls it."""
    bare = name.strip().lstrip("\ufeff")
    return ALIASES.get(bare.lower().replace(" ", "").replace("_", ""), bare)


def read_moment(day: str, clock_time: str) -> datetime:
    """`23 Sep 2024`, `2024-09-23` or `2024-09-23 10:00:00`, here. Raises ValueError."""
    text = day.strip()
    if text[:4].isdecimal() and "-" in text:
        moment = datetime.fromisoformat(text.replace(" ", "T", 1))
    else:
        number, word, year = text.split()
        key = word[:3].lower()
        month = MONTHS.index(key) + 1 if key in MONTHS else _ENGLISH[key]
        moment = datetime(int(year), month, int(number))
    if clock_time.strip():
        moment = datetime.combine(moment.date(), time.fromisoformat(clock_time.strip()))
    return moment if moment.tzinfo else timezone.make_aware(moment)


def status_word(status: str, closed_kind: str) -> str:
    """Our status in their words."""
    if status == Status.CLOSED:
        return CLOSED_WORDS.get(closed_kind, CLOSED_BY_ADMIN)
    return STATUS_WORDS.get(Status(status), IN_WORK)
