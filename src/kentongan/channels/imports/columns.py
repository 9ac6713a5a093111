"""Which column of a spreadsheet means what: guessed by its name, Indonesian or English."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

FIELDS = {
    "text": _("What the reporter says"),
    "title": _("Title"),
    "at": _("Day on which it came"),
    "own_number": _("Number in the old list"),
    "channel": _("How it came"),
    "kind": _("Kind"),
    "place": _("Village or kecamatan"),
    "district": _("Kecamatan, in a column of its own"),
    "landmark": _("Landmark"),
    "happened_on": _("When it happened"),
    "name": _("Name"),
    "phone": _("Mobile phone or WhatsApp"),
    "email": _("E-mail"),
    "nik": "NIK",
    "address": _("Address"),
    "anonymous": _("Anonymous: yes or no"),
    "secret": _("Secret: yes or no"),
    "letter_number": _("Number of the letter"),
    "source_url": _("Link to the original"),
}
# Names that one meets, without spaces and marks.
NAMES: Mapping[str, Sequence[str]] = {
    "text": ("isi", "isilaporan", "isiaduan", "isipengaduan", "aduan", "pengaduan", "uraian",
             "laporan", "teks", "keluhan", "text", "complaint", "description", "isilaporanawal",
             "isisurat", "uraianpengaduan", "message"),
    "title": ("judul", "perihal", "hal", "title", "subject", "judullaporan"),
    "at": ("tanggal", "tgl", "tanggalmasuk", "tglmasuk", "tanggallaporan", "tanggalterima",
           "tanggalditerima", "tanggallaporanmasuk", "date", "receivedon", "received", "waktu"),
    "own_number": ("no", "nomor", "nomorregister", "noregister", "noagenda", "nomoragenda", "id",
                   "nomorlaporan", "trackingid", "number", "nourut"),
    "channel": ("sumber", "sumberlaporan", "media", "kanal", "saluran", "channel", "source"),
    "kind": ("jenis", "klasifikasi", "klasifikasilaporan", "kind", "type", "jenislaporan"),
    "place": ("desa", "kelurahan", "desakelurahan", "lokasi", "tempat", "village", "place",
              "location", "wilayah"),
    "district": ("kecamatan", "kec", "subdistrict"),
    "landmark": ("patokan", "alamatkejadian", "landmark", "lokasidetail"),
    "happened_on": ("tanggalkejadian", "tglkejadian", "happenedon", "dateofevent"),
    "name": ("nama", "namapelapor", "pelapor", "namalengkap", "name", "reporter", "fullname"),
    "phone": ("nohp", "hp", "telepon", "notelepon", "telp", "notelp", "nomorhp", "wa", "whatsapp",
              "nowa", "phone", "mobile", "nomortelepon"),
    "email": ("email", "surel", "alamatemail"),
    "nik": ("nik", "noktp", "ktp", "nomorktp", "nationalid"),
    "address": ("alamat", "alamatpelapor", "address"),
    "anonymous": ("anonim", "anonymous", "rahasiakannama"),
    "secret": ("rahasia", "secret", "confidential"),
    "letter_number": ("nomorsurat", "nosurat", "letternumber"),
    "source_url": ("tautan", "link", "url", "tautanasli"),
}  # fmt: skip
_BY_NAME = {name: field for field, names in NAMES.items() for name in names}
Mapped = dict[str, int]  # field: place of the column


def guess(header: Sequence[str], *, remembered: Mapping[str, str]) -> Mapped:
    """The field of each column: as this office mapped it last, else by its name; each field once."""
    found: Mapped = {}
    for place, name in enumerate(header):
        bare = squeezed(name)
        field = remembered.get(bare, _BY_NAME.get(bare, ""))
        if field in FIELDS and field not in found:
            found[field] = place
    return found


def to_remember(header: Sequence[str], mapped: Mapping[str, int]) -> dict[str, str]:
    """Name of the column: field; an empty one says that the column is left out on purpose."""
    by_place = {place: field for field, place in mapped.items()}
    return {squeezed(name): by_place.get(place, "") for place, name in enumerate(header)}


def squeezed(name: str) -> str:
    """Letters and digits of a name, small."""
    return "".join(one for one in name.lower() if one.isalnum())
