# make run: serve the demo.  make test: everything that is tested.  make check: what CI runs.
.POSIX:
.PHONY: help run test check lint types lock fmt
PYTHON ?= python3
BIN = .venv/bin

help:
	@echo "make run    serve the demo on an embedded database and print the sign-ins"
	@echo "make test   run all tests, on SQLite and on PostgreSQL"
	@echo "make check  lint, types, architecture and make test (what CI runs)"
	@echo "make fmt    format; make lock: renew the lock files"

run:
	@sh scripts/setup.sh run
	@sh scripts/run.sh

test:
	@sh scripts/setup.sh dev
	@sh scripts/test.sh

check: lint types
	@sh scripts/test.sh

lint:
	@sh scripts/setup.sh dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/djlint --quiet --lint src
	@PYTHONPATH=src $(BIN)/lint-imports

types:
	@PYTHONPATH=src KENTONGAN_DEMO=true KENTONGAN_DATA_FOLDER=var/types $(BIN)/mypy

fmt:
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

lock:
	@sh scripts/lock.sh
