# Two commands are enough: `make run` and `make test`. The rest is for those who change the code.
.DEFAULT_GOAL := help
.PHONY: help run test check fmt lock docs clean
export KENTONGAN_DEMO ?= true

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' Makefile | while IFS='|' read -r name what; do \
		printf '  make %-9s %s\n' "$$name" "$$what"; done

run: ## Start Kentongan with demo data on this computer (needs only Python 3.11 or newer)
	@scripts/run

test: ## Run every test, on SQLite and on PostgreSQL (words after ARGS= go to pytest)
	@scripts/test $(ARGS)

check: ## All that CI runs: style, types, layers, migrations, then every test
	@scripts/check

fmt: ## Put the code into the house style
	@scripts/python-env dev
	@.venv/bin/ruff check --fix-only --quiet . && .venv/bin/ruff format --quiet .

lock: ## Choose the newest libraries again and write requirements/*.txt with their hashes
	@scripts/lock

docs: ## Write the generated pages of docs/reference again
	@scripts/python-env dev
	@scripts/generated

clean: ## Remove what the commands above made, but not the data in var/
	@rm -rf .venv build .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage*
