"""Files and functions stay small enough to be read whole."""

import ast
from pathlib import Path
from statistics import quantiles

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path
    for folder in ("src", "tests", "benchmarks")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
LONGEST_FILE = 400
NEARLY_ALL_FILES = 250
LONGEST_FUNCTION = 60
# What was longer once and may not grow: {"src/.../name.py": lines}. This list only gets shorter.
ALLOWED_FILES: dict[str, int] = {}
ALLOWED_FUNCTIONS: dict[str, int] = {}


def code_lines(path):
    """Lines that are neither blank nor only a comment."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return sum(1 for line in lines if line and not line.startswith("#"))


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def too_long(sizes, limit, allowed):
    return {name: size for name, size in sizes.items() if size > allowed.get(name, limit)}


def outgrown(sizes, limit, allowed):
    """Entries of an allow-list that are no longer needed."""
    return [name for name in allowed if sizes.get(name, 0) <= limit]


def file_sizes():
    return {name_of(path): code_lines(path) for path in SOURCES}


def function_sizes():
    sizes = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                sizes[f"{name_of(path)}::{node.name}"] = lines
    return sizes


def test_no_file_is_too_long():
    assert too_long(file_sizes(), LONGEST_FILE, ALLOWED_FILES) == {}


def test_nearly_all_files_are_short():
    sizes = [size for name, size in file_sizes().items() if name.startswith("src/") and size]

    assert quantiles(sizes, n=20)[-1] <= NEARLY_ALL_FILES


def test_no_function_is_too_long():
    assert too_long(function_sizes(), LONGEST_FUNCTION, ALLOWED_FUNCTIONS) == {}


def test_the_allow_lists_only_shrink():
    assert outgrown(file_sizes(), LONGEST_FILE, ALLOWED_FILES) == []
    assert outgrown(function_sizes(), LONGEST_FUNCTION, ALLOWED_FUNCTIONS) == []
