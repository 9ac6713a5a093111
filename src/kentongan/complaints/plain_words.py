"""How readable an Indonesian text is: sentences, long words, office jargon, and one figure of it."""

import re
from dataclasses import dataclass

LONG_SENTENCE = 25  # words; longer ones are read twice
LONG_WORD = 10  # letters: Indonesian words are long by their prefixes
HARD, MIDDLING = 55, 40
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")

# What offices write → what people say.
JARGON = {
    "ditindaklanjuti": "dikerjakan",
    "menindaklanjuti": "mengerjakan",
    "tindak lanjut": "langkah",
    "dimaksud": "itu",
    "tersebut di atas": "itu",
    "sehubungan dengan": "tentang",
    "dalam rangka": "untuk",
    "terkait hal tersebut": "tentang itu",
    "berkenaan dengan": "tentang",
    "disposisi": "diteruskan",
    "koordinasi lintas sektor": "bicara dengan kantor lain",
    "eskalasi": "diteruskan ke atasan",
    "stakeholder": "pihak terkait",
    "verifikasi lapangan": "pemeriksaan di tempat",
    "sebagaimana mestinya": "dengan benar",
    "apabila": "kalau",
    "adapun": "",
    "guna": "untuk",
    "perihal": "tentang",
    "senantiasa": "selalu",
    "optimalisasi": "perbaikan",
    "tupoksi": "tugas",
    "dpa": "anggaran dinas",
    "renja": "rencana kerja",
}
_JARGON = re.compile(r"\b(" + "|".join(map(re.escape, JARGON)) + r")\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """The figure is words in a sentence plus long words in a hundred: small is easy."""

    score: int
    longest: int  # words in the longest sentence
    longest_sentence: str
    jargon: tuple[tuple[str, str], ...]  # as written, and what people say

    @property
    def level(self) -> str:
        """easy, middling or hard."""
        if self.score >= HARD:
            return "hard"
        return "middling" if self.score >= MIDDLING else "easy"


def read(text: str) -> Reading:
    """The text as a reader meets it."""
    sentences = [one for one in _SENTENCE.split(text) if _WORD.search(one)]
    words = _WORD.findall(text)
    by_length = [(len(_WORD.findall(one)), one.strip()) for one in sentences]
    longest, sentence = max(by_length, default=(0, ""))
    long_words = sum(len(one) > LONG_WORD for one in words)
    score = round(len(words) / len(sentences) + 100 * long_words / len(words)) if words else 0
    found = dict.fromkeys(one.lower() for one in _JARGON.findall(text))
    jargon = tuple((one, JARGON[one]) for one in found)
    return Reading(score, longest, sentence, jargon)
