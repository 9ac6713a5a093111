"""Which words of an e-mail are its sender's own: what was quoted and signed is left away.

Pure, and careful: where nothing would be left, all of it is kept.
"""

import re

_SAID = re.compile(
    r"^\s*(?:on|pada|tanggal|le|am)\b.{5,300}?(?:wrote|menulis|schrieb|a \u00e9crit)\s*:\s*$",
    re.IGNORECASE | re.DOTALL,
)
_ORIGINAL = re.compile(
    r"^\s*-{2,}\s*(?:original message|pesan asli|forwarded message|pesan terusan"
    r"|pesan yang diteruskan)\s*-{2,}\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\s*\*?(?:from|dari)\s*:\*?\s*\S", re.IGNORECASE)
_SENT = re.compile(r"^\s*\*?(?:sent|date|to|dikirim|tanggal|kepada)\s*:", re.IGNORECASE)
_SIGNED = re.compile(r"^--\s*$")
_MOBILE = re.compile(
    r"^\s*(?:sent from (?:my|yahoo|outlook|mail)|dikirim dari|get outlook for)\b.{0,60}$",
    re.IGNORECASE,
)


def own_words(text: str) -> str:
    """The text without quoted answers and signature."""
    lines = text.replace("\r", "").split("\n")
    kept: list[str] = []
    skipped = 0
    for place, line in enumerate(lines):
        if skipped:
            skipped -= 1
            continue
        if _ORIGINAL.match(line) or _is_head(lines, place) or _SIGNED.match(line):
            break
        if line.lstrip().startswith(">"):
            continue
        if span := _said(lines, place):
            skipped = span - 1
            continue
        kept.append(line)
    while kept and (not kept[-1].strip() or _MOBILE.match(kept[-1])):
        kept.pop()
    return "\n".join(kept).strip() or text.strip()


def plain(html: str) -> str:
    """HTML as text: no pictures, no addresses of links, no marks."""
    import html2text

    made = html2text.HTML2Text(bodywidth=0)
    made.ignore_links = made.ignore_images = made.ignore_emphasis = made.ignore_tables = True
    made.single_line_break = True
    text = made.handle(html)
    return re.sub(r"\\([-.+*_#\\`\[\]()!])", r"\1", text).strip()


def _said(lines: list[str], place: int) -> int:
    """How many lines make "On … wrote:"; programs break it as they like."""
    for span in (1, 2, 3):
        if _SAID.match("\n".join(lines[place : place + span])):
            return span
    return 0


def _is_head(lines: list[str], place: int) -> bool:
    """The headers that Outlook puts before what it quotes."""
    if not _FROM.match(lines[place]):
        return False
    return any(_SENT.match(one) for one in lines[place + 1 : place + 4])
