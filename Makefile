# The project's commands. Each one makes what it needs: start with `make demo` or `make test`.
SHELL := /bin/bash
RECENT := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c '$(RECENT)' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
INSTALLER := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
PARALLELE ?= $(shell echo $$(( $$(nproc) + 1 )))
# A command on throw-away servers, with a test's settings.
AVEC_SERVEURS := $(BIN)/python -m tests.serveurs

.PHONY: aide demo test check exigences bancs verrous format
.DEFAULT_GOAL := aide

aide: ## this list
	@grep --no-filename --extended-regexp '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

demo: .venv/demo.installe ## the demonstration: site, worker, PostgreSQL, Redis, invented data
	@$(BIN)/python -m santorin.embarque.demo

test: .venv/test.installe ## the whole suite, browser included
	$(BIN)/pytest --numprocesses $(PARALLELE)

check: .venv/test.installe ## linters, types, order of imports, templates, migrations, deployment
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint templates --lint --quiet
	$(AVEC_SERVEURS) $(BIN)/mypy
	$(AVEC_SERVEURS) $(BIN)/python -W error manage.py makemigrations --check --dry-run
	$(AVEC_SERVEURS) env SECURISE=on $(BIN)/python manage.py check --deploy --fail-level WARNING

exigences: .venv/test.installe ## each rule, its code and its tests
	$(BIN)/python -m tests.exigences

bancs: .venv/test.installe ## benchmarks: ratios measured on this machine
	$(BIN)/python -m tests.bancs

format: .venv/test.installe ## the formatter and the linter's own corrections
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

verrous: .venv/test.installe ## requirements/*.txt from requirements/*.in
	for nom in base demo test; do \
		$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
			requirements/$$nom.in --output-file requirements/$$nom.txt || exit 1; \
	done

.venv/pyvenv.cfg:
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 ou plus récent est nécessaire."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || .ci/paquets python
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

# A stamp per lock: nothing is installed again until the lock changes.
.venv/%.installe: requirements/%.txt .venv/pyvenv.cfg
	.ci/paquets $*
	$(INSTALLER) --requirement $<
	@touch $@
