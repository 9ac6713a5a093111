"""Turn KENTONGAN_DATABASE_URL and KENTONGAN_CACHE_URL into Django's settings."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

# WAL with synchronous=FULL: a complaint for which a receipt was shown survives a power cut.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "cached_statements": 512,  # all that pages and steps ask; at 128 they are parsed again
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
        "PRAGMA temp_store=MEMORY;PRAGMA cache_size=-16000;"
    ),
}


def database(url: str, *, folder: Path) -> dict[str, Any]:
    """Settings of one database; `folder` holds the SQLite file when `url` is empty."""
    parts = urlsplit(url or f"sqlite:///{(folder / 'kentongan.sqlite3').resolve()}")
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "kentongan.config.sqlite",
            "NAME": unquote(parts.path[1:] if parts.path.startswith("//") else parts.path)
            or ":memory:",
            "OPTIONS": SQLITE_OPTIONS,
            # A file, not memory: only there do two writers queue as they do in life.
            "TEST": {"NAME": str(folder / "test.sqlite3")},
            "CONN_MAX_AGE": None,
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or dict(parse_qsl(parts.query)).get("host", ""),
            "PORT": str(parts.port or ""),
            # A new connection for each request costs four times the request itself.
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            # What is planned once for a connection (common/driver.py) is never planned again: with
            # ten counters in one statement that took ten times the running. Nor is it compiled to
            # machine code, which takes seconds where a guess of the planner is high.
            "OPTIONS": {
                "prepare_threshold": 1,
                "options": "-c plan_cache_mode=force_generic_plan -c jit=off",
            },
        }
    raise SystemExit("KENTONGAN_DATABASE_URL must begin with sqlite:// or postgres://.")


REDIS = {"redis", "rediss", "unix"}


def cache_location(url: str, *, redis_url: str, folder: Path) -> str:
    """The path of the file in which limits are counted, or the address of Redis."""
    if not url:
        # A wrong KENTONGAN_REDIS_URL is named by the system checks.
        is_redis = urlsplit(redis_url).scheme in REDIS
        return redis_url if is_redis else str((folder / "counts.sqlite3").resolve())
    parts = urlsplit(url)
    if parts.scheme == "file" and len(parts.path) > 1:
        return unquote(parts.path)
    if parts.scheme in REDIS:
        return url
    raise SystemExit(
        "KENTONGAN_CACHE_URL must begin with file:///, redis://, rediss:// or unix:///."
    )
