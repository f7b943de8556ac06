# One command each. `make demo` needs nothing but Python 3.11+ (with venv), make and a package index.
SHELL = /bin/sh
.DEFAULT_GOAL = help

PY = .venv/bin/python
MANAGE = $(PY) manage.py
# The first Python that is new enough; name another with: make PYTHON=/path/to/python3.12
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
# Where the tests find servers; with nothing there, their tests are skipped and say so.
export TEST_POSTGRES ?= postgres://postgres@127.0.0.1:5432/prism
export TEST_REDIS ?= redis://127.0.0.1:6379/9
ONCE ?=
ROUNDS ?= 20
RANDOM_KEY = $(PY) -c 'import secrets; print(secrets.token_urlsafe(50))'
# Checks that need no real key must not read this machine's .env
BARE = PRISM_ENV_FILE=/dev/null SECRET_KEY=bare CONTACT=nobody@example.test

.PHONY: help install install-dev run demo test lint format bench faults lock clean

help:
	@echo "make demo        sample spreadsheets against made-up platforms, then the site on port 5000 (ONCE=1: no site)"
	@echo "make run         the site and its worker, with the keys of .env"
	@echo "make test        all tests; those for Postgres, Redis and Chromium where these are there"
	@echo "make lint        style, layers, migrations, system checks"
	@echo "make bench       how many calls and how much time the work takes"
	@echo "make faults      kills the worker again and again and looks whether anything was lost"
	@echo "make install     the environment in .venv (install-dev: with what tests need)"
	@echo "make lock        compiles the requirement files anew (needs uv)"

# --- The environment --------------------------------------------------------------------------------------------------
install: .venv/.installed
install-dev: .venv/.installed-dev

.venv/bin/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Prism needs Python 3.11 or newer and found none. Install one, or name it: make PYTHON=/path/to/python3.12" >&2; \
		exit 1; fi
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Prism needs Python 3.11 or newer, and $(PYTHON) is older." >&2; exit 1; }
	@"$(PYTHON)" -m venv .venv || { rm -rf .venv; \
		echo "$(PYTHON) could not make an environment. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

# uv is quicker; where it is missing or cannot reach the index, pip does the same.
define install_from
	@echo "Installing $(1)."
	@if command -v uv >/dev/null && uv pip install --quiet --python $(PY) --require-hashes -r $(1); then :; \
	else $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1); fi
endef

.venv/.installed: requirements.txt | .venv/bin/python
	$(call install_from,requirements.txt)
	@touch $@

.venv/.installed-dev: requirements-dev.txt | .venv/bin/python
	$(call install_from,requirements-dev.txt)
	@touch .venv/.installed $@

lock:
	@command -v uv >/dev/null || { echo "make lock needs uv: https://docs.astral.sh/uv/" >&2; exit 1; }
	uv pip compile --universal --generate-hashes --python-version 3.11 requirements.in -o requirements.txt
	uv pip compile --universal --generate-hashes --python-version 3.11 requirements-dev.in -o requirements-dev.txt

# --- Running ----------------------------------------------------------------------------------------------------------
.env: | .venv/.installed
	@(umask 077 && sed "s|^SECRET_KEY=.*|SECRET_KEY=$$($(RANDOM_KEY))|" .env.example > .env)
	@echo "Wrote .env with a secret key of its own. The platforms' keys go in there; .env.example says where they come from."

run: .venv/.installed | .env
	@$(MANAGE) prepare
	@exec $(MANAGE) serve

demo: .venv/.installed
	@PRISM_ENV_FILE=/dev/null SECRET_KEY=$$($(RANDOM_KEY)) && export PRISM_ENV_FILE SECRET_KEY && \
		exec $(MANAGE) demo $(if $(ONCE),--once)

# --- Checking ---------------------------------------------------------------------------------------------------------
test: .venv/.installed-dev
	@$(PY) -m pytest -n 2
	@if $(PY) -m tests.servers postgres; then \
		echo "Once more on Postgres: what speaks to the database."; \
		DATABASE_URL=$(TEST_POSTGRES) $(PY) -m pytest -n 2 -m "not browser" $(ON_POSTGRES); \
	fi

# The tests that speak to a database; what only reads files, replies and rules says the same twice.
ON_POSTGRES = tests/test_walk.py tests/enrichment tests/leads tests/outreach tests/prism \
	--ignore=tests/enrichment/platforms --ignore=tests/leads/test_hostile_files.py \
	--ignore-glob=tests/leads/test_spreadsheet* --ignore=tests/prism/test_demo.py

lint: .venv/.installed-dev
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/lint-imports --no-logo
	@$(BARE) $(MANAGE) makemigrations --check --dry-run
	@$(BARE) $(MANAGE) check --fail-level ERROR

format: .venv/.installed-dev
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format .

bench: .venv/.installed-dev
	@$(BARE) $(MANAGE) bench_pipeline
	@$(BARE) $(MANAGE) bench_intake

faults: .venv/.installed-dev
	@$(PY) -m tests.faults --rounds $(ROUNDS)
	@if $(PY) -m tests.servers postgres; then $(PY) -m tests.faults --rounds 4 --only group --database postgres; fi

clean:
	rm -rf .venv staticfiles .pytest_cache .ruff_cache
