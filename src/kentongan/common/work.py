"""Work that waits in rows: what is due, and the function that does it.

One machine needs no more than a sweep over these. With a broker, `config/spreading.py` hands the
same keys to other processes, which call the same function. The rows decide in both cases.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of work. `do` may be called twice or too late with a key: it looks at the row."""

    name: str
    due: Callable[[datetime, int], list[int]]  # up to so many keys, the oldest first
    do: Callable[[Sequence[int], datetime], int]
    together: int  # keys that one process takes at once
