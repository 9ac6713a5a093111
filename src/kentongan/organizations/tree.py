"""The only place that knows how a path like `/1/5/12/` is built, read and moved."""

from collections.abc import Iterable, Mapping

ROOT = "/"


def path_of(pk: int, *, under: str) -> str:
    """The path of office `pk` below the office with path `under` (`ROOT` for the top)."""
    return f"{under}{pk}/"


def ids_in(path: str) -> tuple[int, ...]:
    """The offices from the top down to this one, itself included."""
    return tuple(int(part) for part in path.split("/") if part)


def is_within(path: str, of: str) -> bool:
    """Whether `path` is the office `of` itself or lies below it."""
    return path.startswith(of)


def moved(path: str, *, old: str, new: str) -> str:
    """The path of something in the subtree `old` after that subtree has moved to `new`."""
    if not is_within(path, old):
        raise ValueError(f"{path} does not lie below {old}")
    return new + path[len(old) :]


def paths(parents: Mapping[int, int | None]) -> dict[int, str]:
    """All paths of a tree given as child to parent; a cycle or a lost parent is a ValueError."""
    found: dict[int, str] = {}
    for pk in parents:
        _climb(pk, parents, found)
    return found


def _climb(pk: int, parents: Mapping[int, int | None], found: dict[int, str]) -> None:
    line: list[int] = []
    at: int | None = pk
    while at is not None and at not in found:
        if at in line or at not in parents:
            raise ValueError(f"office {pk} hangs on no root")
        line.append(at)
        at = parents[at]
    path = found[at] if at is not None else ROOT
    for one in reversed(line):
        found[one] = path = path_of(one, under=path)


def disagreements(rows: Iterable[tuple[int, int | None, str]]) -> list[int]:
    """Offices (id, parent, stored path) whose stored path is not what their parents say."""
    known = list(rows)
    true = paths({pk: parent for pk, parent, _path in known})
    return [pk for pk, _parent, path in known if path != true[pk]]
