"""The real command, with its real children, as `make run` starts it."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-c", "from kentongan.config.command import main; main()"]
SOURCE = Path(__file__).resolve().parents[2] / "src"
LIMIT = 60


@pytest.fixture
def kentongan(environ, tmp_path):
    """Start the command in a folder of its own; what it started is gone afterwards."""
    started = []

    def start(*words, **settings):
        given = {f"KENTONGAN_{name}": str(text) for name, text in settings.items()}
        given.setdefault("KENTONGAN_DATA_FOLDER", str(tmp_path / "data"))
        process = subprocess.Popen(
            [*COMMAND, *words],
            env={**environ, "PYTHONPATH": str(SOURCE), **given},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=tmp_path,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=LIMIT)


def read_until(process, pattern):
    """Lines up to the one that matches; the test fails when the program ends before."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if found := re.search(pattern, line):
            return found, "".join(lines)
    pytest.fail("ended without the line:\n" + "".join(lines))


def children_of(pid):
    """Process ids and command lines of all descendants, from /proc."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text().rpartition(")")[2].split()
            words = (folder / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
        if stat[0] != "Z":
            parents[int(folder.name)] = (int(stat[1]), words)
    found, waiting = {}, [pid]
    while waiting:
        above = waiting.pop()
        for child, (parent, words) in parents.items():
            if parent == above:
                found[child] = words
                waiting.append(child)
    return found


def worker_of(pid):
    # The web server has "--workers" among its words.
    return next((pk for pk, words in children_of(pid).items() if "django worker" in words), None)


def eventually(condition):
    end = time.monotonic() + LIMIT
    while not (found := condition()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see the children")
def test_one_command_serves_the_demo_and_stops_without_leaving_anything(kentongan):
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        server = kentongan("serve", "--demo", PORT=taken)
        found, text = read_until(server, r"Kentongan: http://localhost:(\d+)/")
    port = int(found[1])

    assert f"Port {taken} is taken" in text
    assert port != taken
    assert "siti@warga.demo" in text

    page = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT)
    page.request("GET", "/")
    assert page.getresponse().status == 200

    first = worker_of(server.pid)
    os.kill(first, signal.SIGKILL)
    eventually(lambda: worker_of(server.pid) not in {None, first})

    left = set(children_of(server.pid))
    server.send_signal(signal.SIGINT)
    rest, _ = server.communicate(timeout=LIMIT)
    assert (server.returncode, rest.strip().splitlines()[-1]) == (0, "Stopped.")
    assert not [pid for pid in left if Path(f"/proc/{pid}/cmdline").exists()]


def test_without_keys_a_real_server_does_not_start_and_says_how_to_make_them(kentongan):
    server = kentongan("serve")
    text, _ = server.communicate(timeout=LIMIT)

    assert server.returncode == 1
    assert "kentongan.E001" in text
    assert "secrets.token_urlsafe" in text


def test_a_folder_that_cannot_be_made_is_one_sentence(kentongan, tmp_path):
    (tmp_path / "file").write_text("in the way")
    server = kentongan("serve", "--demo", DATA_FOLDER=tmp_path / "file" / "data")
    text, _ = server.communicate(timeout=LIMIT)

    assert server.returncode == 1
    assert text.startswith("Cannot write the data folder")
    assert text.count("\n") == 1


def test_a_wrong_setting_is_one_sentence(kentongan):
    server = kentongan("serve", "--demo", PORT="eight thousand")
    text, _ = server.communicate(timeout=LIMIT)

    assert server.returncode == 1
    assert text == "KENTONGAN_PORT must be int, not 'eight thousand'.\n"


def test_a_database_that_cannot_be_reached_is_told_without_a_traceback(kentongan, tmp_path):
    server = kentongan(
        "serve", "--demo", DATABASE_URL=f"postgres://nobody@/nothing?host={tmp_path}"
    )
    text, _ = server.communicate(timeout=LIMIT)

    assert server.returncode == 1
    assert "Traceback" not in text
    assert "is the database reachable?" in text.replace("\n", " ")
