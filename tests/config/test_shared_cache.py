"""Limits are counted by all processes together: in a file, in Redis, and alone when neither answers."""

import shutil
import subprocess
import sys
import time
from collections import Counter

import pytest
from redis import Redis, RedisError

from kentongan.common import shared_cache
from kentongan.common.limits import Limit
from kentongan.common.shared_cache import FileCache, SharedCache
from kentongan.config.databases import cache_location
from tests.faults.test_mail import free_port
from tests.faults.test_worker import wait_for

SERVER = shutil.which("redis-server")
# A program of its own, as a web server's process is: it tries until told to stop, and says how often
# it was allowed to.
TRIES = """
import sys
from django.conf import settings
settings.configure(CACHES={"default": {
    "BACKEND": "kentongan.common.shared_cache.SharedCache", "LOCATION": sys.argv[1]}})
from kentongan.common.limits import Limit
limit = Limit("tried", most=100, seconds=600)
print("ready", flush=True)
sys.stdin.readline()
print(sum(limit.spend("203.0.113.9") for _ in range(90)))
"""


def allowed(location, processes=3):
    """All begin at the same moment; how often each was allowed to."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", TRIES, location], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, env={"PYTHONPATH": "src"},
        )
        for _ in range(processes)
    ]  # fmt: skip
    for one in started:
        assert one.stdout.readline() == "ready\n"
    for one in started:
        one.stdin.write("go\n")
        one.stdin.flush()
    return [int(one.communicate(timeout=30)[0]) for one in started]


def test_processes_that_try_at_once_are_allowed_together_what_one_would_be(tmp_path):
    assert sum(allowed(str(tmp_path / "counts.sqlite3"))) == 100


def answers(url):
    try:
        return Redis.from_url(url).ping()
    except RedisError:
        return False


@pytest.fixture
def redis(tmp_path):
    port = free_port()
    words = [SERVER, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", tmp_path]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    yield process, f"redis://127.0.0.1:{port}/0"
    process.kill()
    process.wait()


@pytest.mark.skipif(SERVER is None, reason="needs redis-server: scripts/system-packages")
def test_in_redis_all_machines_count_together_and_without_it_each_for_itself(redis):
    process, url = redis
    cache = SharedCache(url, {})
    wait_for(lambda: answers(url))
    assert sum(allowed(url, processes=2)) == 100

    process.kill()
    process.wait()
    assert cache.add("after", 0, 60)
    assert cache.incr("after") == 1  # no fault reaches a report that is being filed


def test_a_count_that_ran_out_begins_again_and_what_is_kept_comes_back(tmp_path, monkeypatch):
    cache = FileCache(str(tmp_path / "counts.sqlite3"), {})
    assert cache.add("a", 0, 60)
    assert not cache.add("a", 0, 60)
    assert [cache.incr("a"), cache.incr("a", 5)] == [1, 6]
    cache.set("tries", [1.5, 2.5], 60)
    assert cache.get("tries") == [1.5, 2.5]
    assert cache.touch("tries", 120)
    now = time.time()
    monkeypatch.setattr(shared_cache.time, "time", lambda: now + 61)
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")
    assert cache.get("a") is None
    assert cache.add("a", 0, 60)
    assert cache.get("tries") == [1.5, 2.5]
    assert cache.delete("tries")
    assert not cache.delete("tries")


def test_the_file_stays_small_whoever_comes(tmp_path, monkeypatch):
    monkeypatch.setattr(shared_cache, "SWEPT_EVERY", 50)
    cache = FileCache(str(tmp_path / "counts.sqlite3"), {"OPTIONS": {"MAX_ENTRIES": 40}})
    for number in range(400):
        cache.add(f"address-{number}", 0, 600 + number)

    kept = Counter(cache.get(f"address-{n}") is not None for n in range(400))
    assert kept[True] <= 90
    assert cache.get("address-399") == 0


def test_a_file_that_cannot_be_written_stops_nobody(tmp_path, caplog):
    (tmp_path / "full").write_text("a file where a folder should be")
    cache = SharedCache(str(tmp_path / "full" / "counts.sqlite3"), {})

    assert cache.add("a", 0, 60)
    assert [cache.incr("a"), cache.incr("a")] == [1, 2]
    assert caplog.text.count("each process for itself") == 1


def test_where_it_counts_is_a_setting(tmp_path):
    def location(url, redis_url=""):
        return cache_location(url, redis_url=redis_url, folder=tmp_path)

    assert location("") == str(tmp_path / "counts.sqlite3")
    assert location("", "redis://r/0") == "redis://r/0"
    assert location("file:///run/k/counts", "redis://r/0") == "/run/k/counts"
    assert location("unix:///run/redis.sock") == "unix:///run/redis.sock"
    for wrong in ("memcached://x", "file://", "counts"):
        with pytest.raises(SystemExit, match="KENTONGAN_CACHE_URL"):
            location(wrong)


def test_the_product_counts_in_its_data_folder_by_default(settings):
    assert settings.CACHES["default"]["BACKEND"].endswith("SharedCache")
    assert settings.CACHES["default"]["LOCATION"].startswith(str(settings.DATA_FOLDER))
    assert Limit("anything", most=1).spend("somebody")
    assert (settings.DATA_FOLDER / "counts.sqlite3").exists()
