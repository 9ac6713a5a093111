"""The only place that knows Redis and dramatiq: work of one kind handed out to other processes.

The rows are the truth. A worker looks which keys are due, as ever, and puts them into a queue
instead of doing them; `kentongan queue` takes them out and calls the function that the worker would
have called, which looks at the row again. So a key that is lost, doubled or late harms nothing:
what still waits after `GRACE` the worker does itself, and all of it while Redis is away.
"""

import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import close_old_connections
from django.utils.module_loading import import_string

from kentongan.common import clock
from kentongan.common.work import Work

if TYPE_CHECKING:
    from dramatiq.brokers.redis import RedisBroker

log = logging.getLogger(__name__)
NAMESPACE, QUEUE = "kentongan", "due"
GRACE = 5.0  # seconds that a key may lie in the queue before the worker does it itself
MOST = 500  # keys of one kind in a round
PATIENCE = 2.0  # seconds for an answer of Redis
HEARTBEAT = 20_000  # milliseconds until what a dead process had in hand is given to another
STALE = 120_000  # milliseconds after which a handful of keys is not worth looking at


@dataclass(slots=True)
class Board:
    """What this worker saw waiting, and since when."""

    seen: dict[tuple[str, int], float] = field(default_factory=dict)
    is_away: bool = False


_board = Board()


def works() -> dict[str, Work]:
    """Every kind of work that can be spread, by name."""
    found = (import_string(path) for path in settings.WORKS.values())
    return {one.name: one for one in found}


def sweep(now: datetime) -> int:
    """In place of the sweeps of `WORKS`: hand out what is due, do what nobody took."""
    return sum(_round(one, now) for one in works().values())


def _round(work: Work, now: datetime) -> int:
    due = work.due(now, MOST)
    at = time.monotonic()
    before = {key: _board.seen.get((work.name, key)) for key in due}
    for name, key in [one for one in _board.seen if one[0] == work.name and one[1] not in before]:
        del _board.seen[name, key]
    fresh = [key for key in due if before[key] is None]
    late = [key for key, since in before.items() if since is not None and at - since > GRACE]
    if fresh and not _hand_out(work, fresh):
        late, fresh = [*late, *fresh], []  # Redis is away: this worker suffices
    _board.seen.update({(work.name, key): at for key in fresh})
    if _board.is_away:
        late = list(before)
    for start in range(0, len(late), work.together):
        work.do(late[start : start + work.together], now)
    return len(fresh) + len(late)


def _hand_out(work: Work, keys: Sequence[int]) -> bool:
    """Put keys into the queue, unless another worker has just done so; False when Redis is away."""
    from redis import RedisError

    try:
        client = broker().client
        pipe = client.pipeline(transaction=False)
        for key in keys:
            pipe.set(_mark(work.name, key), 1, nx=True, ex=int(GRACE))
        mine = [key for key, is_new in zip(keys, pipe.execute(), strict=True) if is_new]
        for start in range(0, len(mine), work.together):
            _actor().send_with_options(
                args=(work.name, mine[start : start + work.together]), queue_name=QUEUE
            )
    except (RedisError, OSError) as error:
        if not _board.is_away:
            log.warning("Redis is away (%s): this worker does everything itself.", error)
        _board.is_away = True
        return False
    if _board.is_away:
        log.warning("Redis is back.")
    _board.is_away = False
    return True


@cache
def broker() -> "RedisBroker":
    """The broker at KENTONGAN_REDIS_URL; connects when first used."""
    import dramatiq
    from dramatiq.brokers.redis import RedisBroker
    from dramatiq.middleware import AgeLimit, ShutdownNotifications
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    client = Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=PATIENCE,
        socket_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 0),
    )
    # No retries: the row is due until it is done, and a worker finds it.
    made = RedisBroker(  # type: ignore[no-untyped-call]
        client=client,
        namespace=NAMESPACE,
        heartbeat_timeout=HEARTBEAT,
        middleware=[AgeLimit(max_age=STALE), ShutdownNotifications()],
    )
    dramatiq.set_broker(made)
    return made


@cache
def _actor() -> Any:
    import dramatiq

    return dramatiq.actor(actor_name="do", queue_name=QUEUE, broker=broker())(_do)


def _do(name: str, keys: list[int]) -> None:
    """What `kentongan queue` does with a handful of keys: the same as the worker would."""
    close_old_connections()
    try:
        works()[name].do(keys, clock.now())
    except Exception:  # the rows are still due: a worker finds them
        log.exception("%s %s could not be done", name, keys)
    finally:
        close_old_connections()
        _forget(name, keys)


def _forget(name: str, keys: Sequence[int]) -> None:
    """What is due again later may be handed out again at once."""
    from redis import RedisError

    with suppress(RedisError, OSError):
        broker().client.delete(*(_mark(name, key) for key in keys))


def _mark(name: str, key: int) -> str:
    return f"{NAMESPACE}:handed:{name}:{key}"


def take_part(*, threads: int) -> Any:
    """Start taking keys out of the queue; the caller stops what this returns."""
    from dramatiq import Worker

    _actor()
    worker = Worker(broker(), queues={QUEUE}, worker_threads=threads, worker_timeout=500)
    worker.start()
    return worker


def state() -> tuple[bool, str]:
    """Whether Redis answers, and how many handfuls wait there."""
    from redis import RedisError

    try:
        waiting = broker().client.llen(f"{NAMESPACE}:{QUEUE}")
    except (RedisError, OSError) as error:
        return False, f"away ({type(error).__name__}): the worker does everything itself"
    return True, f"{waiting} handfuls wait"
