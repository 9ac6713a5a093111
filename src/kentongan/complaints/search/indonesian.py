"""How Indonesian words begin in their other forms; for SQLite, whose search knows no stems.

Syllables before a word change its first letter (pukul, memukul); those after it are found anyway,
because every form is looked for as a beginning. PostgreSQL has a stemmer of its own.
"""

SHORTEST = 4  # a shorter rest says too little: "dia" is no form of "a"
_ENDINGS = (
    "kannya",
    "annya",
    "nya",
    "kan",
    "lah",
    "kah",
    "pun",
    "an",
    "i",
)  # perbaik-an, bersih-kan
# Longest first; where the nasal has eaten a letter, the letters that it may have been.
_BEGINNINGS = (
    ("memper", ""), ("diper", ""), ("keter", ""), ("keber", ""), ("penye", "se"), ("menye", "se"),
    ("menya", "sa"), ("penya", "sa"), ("menyu", "su"), ("penyu", "su"), ("menyi", "si"),
    ("meng", ""), ("peng", ""), ("mem", ""), ("pem", ""), ("men", ""), ("pen", ""), ("ber", ""),
    ("ter", ""), ("per", ""), ("me", ""), ("pe", ""), ("di", ""), ("ke", ""),
    ("se", ""),
)  # fmt: skip
_NASAL = {"p": "mem", "b": "mem", "f": "mem", "t": "men", "d": "men", "c": "men", "j": "men",
          "z": "men", "s": "meny", "k": "meng", "g": "meng", "h": "meng", "a": "meng", "i": "meng",
          "u": "meng", "e": "meng", "o": "meng"}  # fmt: skip
_EATEN = "ptsk"
_EATEN_BY = {"mem": "p", "pem": "p", "men": "t", "pen": "t", "meng": "k", "peng": "k"}


def openings(word: str) -> list[str]:
    """Beginnings of the forms of `word`, itself apart: rusak → rusak, kerusak, merusak, dirusak…"""
    if len(word) < SHORTEST or not word.isalpha():
        return []
    found: dict[str, None] = {}
    for root in _roots(word):
        found[root] = None
        for before in ("di", "ke", "ter", "ber", "se", "per", "diper", "memper", "keter"):
            found[before + root] = None
        for active in _active(root):
            found[active] = None
            found["pe" + active[2:]] = None  # who does it, how it is done: pemukul, perusakan
    # What begins like a shorter one is found with it.
    return [one for one in found if not any(one[:end] in found for end in range(1, len(one)))]


def _roots(word: str) -> list[str]:
    """What the word may come from; a guess too many finds nothing more than it names."""
    found: dict[str, None] = {}
    for bare in (word, *_without_ending(word)):
        for beginning, instead in _BEGINNINGS:
            rest = instead + bare.removeprefix(beginning)
            if bare.startswith(beginning) and len(rest) >= SHORTEST:
                found |= dict.fromkeys(_whole(beginning, rest))
                break
        else:
            found[bare] = None
    return list(found)


def _whole(beginning: str, rest: str) -> list[str]:
    """With the letter that the nasal has eaten: memukul → pukul; mengolah → olah, kolah."""
    eaten = _EATEN_BY.get(beginning)
    if eaten is None or rest[0] not in "aiueo":
        return [rest]
    return [rest, eaten + rest] if eaten == "k" else [eaten + rest]


def _without_ending(word: str) -> list[str]:
    fitting = (one for one in _ENDINGS if word.endswith(one))
    return [word.removesuffix(one) for one in fitting if len(word) - len(one) >= SHORTEST]


def _active(root: str) -> list[str]:
    nasal = _NASAL.get(root[0])
    if nasal is None:
        return ["me" + root]
    whole = nasal.removesuffix("y") + root
    return [nasal + root[1:], whole] if root[0] in _EATEN else [whole]
