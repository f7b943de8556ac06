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
export LONG ?=
ROUNDS ?= 20
SEED ?= 1
DATABASE ?= sqlite
RANDOM_KEY = $(PY) -c 'import secrets; print(secrets.token_urlsafe(50))'
# Checks that need no real key must not read this machine's .env
BARE = PRISM_ENV_FILE=/dev/null SECRET_KEY=bare CONTACT=nobody@example.test

.PHONY: help install install-dev run demo test lint schema format bench faults fuzz lock clean

help:
	@echo "make demo        sample spreadsheets against made-up platforms, then the site on port 5000 (ONCE=1: no site)"
	@echo "make run         the site and its worker, with the keys of .env"
	@echo "make test        all tests; those for Postgres, Redis and Chromium where these are there (LONG=1: trials of bench and fuzz)"
	@echo "make lint        style, layers, migrations, system checks"
	@echo "make schema      writes the description of the API to docs/openapi.json"
	@echo "make bench       how many calls and how much time the work takes"
	@echo "make faults      kills the worker again and again and looks whether anything was lost"
	@echo "make fuzz        asks every address of the API by its description, with and without a token (SEED=2 DATABASE=postgres)"
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
	@$(PY) -m pytest -n 3
	@if $(PY) -m tests.servers postgres; then \
		echo "Once more on Postgres: what speaks to the database."; \
		DATABASE_URL=$(TEST_POSTGRES) $(PY) -m pytest -n 2 -m "not browser" $(ON_POSTGRES); \
	fi

# The tests where the two databases could differ; what only reads files, replies and rules says the same twice.
SAME_ON_BOTH = tests/enrichment/platforms tests/leads/test_hostile_files.py \
	tests/prism/test_demo.py tests/prism/test_serve.py $(wildcard tests/prism/test_bench*.py) \
	$(wildcard tests/leads/test_spreadsheet*) \
	$(addprefix tests/leads/exports/test_,columns.py csv.py dossier.py excel.py formulas.py json.py pdf.py \
		round_trips.py safe.py services.py words.py)
API_ON_BOTH = $(addprefix tests/api/test_,history.py idempotency.py job_rows.py paging.py throttles.py)
ALL_ON_POSTGRES = tests/test_walk.py tests/enrichment tests/leads tests/outreach tests/prism $(API_ON_BOTH) \
	$(addprefix --ignore=,$(SAME_ON_BOTH))
# Races, claims, upserts, orders and what Postgres alone does: LONG=1 runs the rest there, too.
OFTEN_ON_POSTGRES = tests/test_walk.py $(wildcard tests/*/test_*races.py tests/leads/exports/test_*races.py) \
	$(addprefix tests/enrichment/test_,drain.py gate.py one_artist.py) \
	$(addprefix tests/leads/test_,bulk.py filter_sets.py indexes.py intake.py merge.py relabel.py runs.py) \
	$(addprefix tests/api/test_,idempotency.py paging.py) $(shell grep -rl mark.postgres tests)
ON_POSTGRES = $(if $(filter 1,$(LONG)),$(ALL_ON_POSTGRES),$(OFTEN_ON_POSTGRES))

lint: .venv/.installed-dev
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/lint-imports --no-logo
	@$(BARE) $(MANAGE) makemigrations --check --dry-run
	@$(BARE) $(MANAGE) check --fail-level ERROR

schema: .venv/.installed
	@$(BARE) $(MANAGE) spectacular --skip-checks --file docs/openapi.json --format openapi-json --validate --fail-on-warn

format: .venv/.installed-dev
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format .

bench: .venv/.installed-dev
	@$(BARE) $(MANAGE) bench_pipeline
	@$(BARE) $(MANAGE) bench_intake
	@$(BARE) $(MANAGE) bench_scoring
	@$(BARE) $(MANAGE) bench_exports
	@if $(PY) -m tests.servers postgres; then database=postgres; else database=sqlite; fi; \
		$(BARE) $(MANAGE) bench_api --database $$database

faults: .venv/.installed-dev
	@$(PY) -m tests.faults --rounds $(ROUNDS)
	@if $(PY) -m tests.servers postgres; then $(PY) -m tests.faults --rounds 4 --only group --database postgres; fi

fuzz: .venv/.installed-dev
	@$(PY) -m tests.fuzz --seed $(SEED) --database $(DATABASE)

clean:
	rm -rf .venv staticfiles .pytest_cache .ruff_cache
