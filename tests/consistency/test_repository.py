"""What is committed works anywhere: no machine's folders, no package index, nothing unexplained."""

import re
import subprocess
from pathlib import Path

import pytest

from kentongan.config.management.commands.settings_reference import page

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "requirements"
DEPENDENCIES = ROOT / "docs" / "decisions" / "dependencies.md"
# The brackets keep these patterns from finding themselves.
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:roo[t]|hom[e]/\w+|User[s]/\w+|wor[k])/[\w.]")
INDEX_ADDRESS = re.compile(
    r"https?://\S*(?:/simpl[e]\b|\.wh[l]\b|\.tg[z]\b)|^\s*-(?:i|-(?:extra-)?index-ur[l])\b",
    re.MULTILINE,
)


@pytest.fixture(scope="module")
def committed():
    """Paths that are committed or about to be: what git knows and what it does not ignore."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(words, cwd=ROOT, capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs a git checkout")
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def texts(paths):
    for path in paths:
        try:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_no_file_names_a_folder_of_one_machine(committed):
    found = {name: MACHINE_PATH.findall(text) for name, text in texts(committed)}

    assert {name: hits for name, hits in found.items() if hits} == {}


def test_no_file_says_where_packages_come_from(committed):
    found = {name: INDEX_ADDRESS.findall(text) for name, text in texts(committed)}

    assert {name: hits for name, hits in found.items() if hits} == {}


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (MACHINE_PATH, ("see ", "/", "home/siti/kentongan")),
        (INDEX_ADDRESS, ("--", "index-url https://packages.example/")),
        (INDEX_ADDRESS, ("https://packages.example", "/", "simple", "/django/")),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern, words):
    assert pattern.search("".join(words))


def test_nothing_pins_one_python(committed):
    names = {path.name for path in committed}

    assert names.isdisjoint({".python-version", "uv.lock", "pylock.toml", "poetry.lock"})


def test_every_locked_library_has_hashes():
    for lock in ("run.txt", "redis.txt", "dev.txt"):
        blocks = re.split(r"\n(?=\S)", (REQUIREMENTS / lock).read_text())
        without = [block.split()[0] for block in blocks if "==" in block and "--hash" not in block]
        assert without == []


def direct_dependencies():
    lines = "".join((REQUIREMENTS / f"{one}.in").read_text() for one in ("run", "redis", "dev"))
    return re.findall(r"^([a-z][\w-]*)", lines, re.MULTILINE)


@pytest.mark.parametrize("name", direct_dependencies())
def test_every_dependency_has_its_reason(name):
    assert re.search(rf"^\| `{re.escape(name)}` \|", DEPENDENCIES.read_text(), re.MULTILINE)


def test_no_reason_is_left_of_a_dependency_that_is_gone():
    named = re.findall(r"^\| `([\w-]+)` \|", DEPENDENCIES.read_text(), re.MULTILINE)

    assert sorted(named) == sorted(direct_dependencies())


def test_every_dependency_is_locked():
    locked = (REQUIREMENTS / "dev.txt").read_text()

    assert [name for name in direct_dependencies() if f"\n{name}" not in f"\n{locked}"] == []


def test_the_page_of_the_settings_is_current():
    kept = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")

    assert kept == page(), "run `make docs`"


def test_the_makefile_fits_on_one_screen():
    assert len((ROOT / "Makefile").read_text().splitlines()) <= 40


def test_every_system_check_is_tested():
    ids = set(
        re.findall(r"kentongan\.([EW]\d+)", (ROOT / "src/kentongan/config/checks.py").read_text())
    )
    tested = (ROOT / "tests/config/test_checks.py").read_text()

    assert {one for one in ids if f'"{one}"' not in tested} == set()


def test_no_code_takes_the_day_of_utc_for_the_day_here():
    """Until seven in the morning in Majalengka it is still yesterday in UTC."""
    wrong = re.compile(r"(?<!`)(?:now\(\)|\.at|_at)\.date\(\)")
    files = (ROOT / "src" / "kentongan").rglob("*.py")
    found = {path.name for path in files if wrong.search(path.read_text(encoding="utf-8"))}

    assert found == set()
