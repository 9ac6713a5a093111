"""The only place that reads a report for what its writer should think of before sending it.

The patterns run in Python and in the browser (report.js), so they keep to what both understand.
"""

import re

from kentongan.complaints import masking

# Corruption, violence, children, health: words that put a writer at risk once they are public.
SENSITIVE = (
    r"(?:^|[^a-z])(?:"
    r"korup|suap|menyogok|disogok|sogok|pungli|pungutan liar|gratifikasi|uang pelicin|mark ?up|"
    r"keras(?:an|i) (?:fisik|seksual)|kekerasan|aniaya|dipukul|memukul|perkosa|leceh|cabul|"
    r"ancam|intimidasi|dibunuh|kdrt|"
    r"di ?bawah umur|perundungan|bully|anak saya|pernikahan dini|"
    r"hiv|aids|hamil|keguguran|gangguan jiwa|odgj|tbc|kusta|narkoba|rekam medis|penyakit saya"
    r")"
)
# Coarser than the masking, which lookbehinds make unfit for older browsers: it only warns.
PERSONAL = r"\d(?:[\s.-]?\d){7,18}|[^\s@]+@[^\s@]+\.[a-z]|\b[A-Z]{1,2}\s?\d{1,4}\s?[A-Z]{2,3}\b"

_sensitive = re.compile(SENSITIVE, re.IGNORECASE)


def is_sensitive(text: str) -> bool:
    """The writer is better off when the content stays with the officers."""
    return bool(_sensitive.search(text))


def names_people(text: str) -> bool:
    """Something in it identifies a person and will be masked for the public."""
    return masking.finds_personal(text)
