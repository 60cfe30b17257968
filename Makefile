# Two commands are enough: `make demo` and `make test`. Everything is installed into .venv on the way.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps
CATALOGUES := $(wildcard src/guanjia/locale/*/LC_MESSAGES/*.po)
CATALOGUES_MADE := $(CATALOGUES:.po=.mo)
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PYTHONUNBUFFERED = 1

.PHONY: demo serve test check bench bench-long test-pg15 lock install install-dev docs catalogues clean
.DEFAULT_GOAL := demo

demo: install catalogues
	@$(BIN)/guanjia demo $(if $(filter 0,$(SERVE)),--no-serve)

serve: install catalogues
	@$(BIN)/guanjia serve

# TESTS=path or OPTIONS="-k words" narrow it
test: install-dev catalogues
	@CHROMIUM="$$($(BIN)/python tools/chromium.py)" && export CHROMIUM && \
	  $(BIN)/pytest -n auto --dist worksteal $(OPTIONS) $(TESTS)

# The same tests on the oldest PostgreSQL the house promises
test-pg15: install-dev catalogues
	@sh tools/postgresql15.sh
	@CHROMIUM="$$($(BIN)/python tools/chromium.py)" && export CHROMIUM && \
	  GUANJIA_PG_BIN=/usr/lib/postgresql/15/bin $(BIN)/pytest -n auto --dist worksteal $(OPTIONS) $(TESTS)

check: install-dev catalogues
	@$(BIN)/python tools/check.py $(STEPS)

bench: install-dev catalogues
	@$(BIN)/python tools/bench.py

bench-long: install-dev catalogues
	@$(BIN)/python tools/bench.py --long

# What is generated from the code and compared by `make check`
docs: install-dev catalogues
	@$(BIN)/python tools/generate_docs.py --write
	@$(BIN)/python tools/floors.py --write

# Names, versions and hashes, no addresses; run it after a change of the dependencies
lock: $(STAMPS)/uv
	$(BIN)/uv pip compile -q pyproject.toml --generate-hashes --no-emit-index-url --universal --python-version 3.11 -o requirements.lock
	$(BIN)/uv pip compile -q pyproject.toml --extra dev --generate-hashes --no-emit-index-url --universal --python-version 3.11 -c requirements.lock -o requirements-dev.lock

install: $(STAMPS)/run
install-dev: $(STAMPS)/dev

$(BIN)/python:
	@echo "Making $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Guanjia needs Python 3.11 or newer; name one with PYTHON=…")'
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv is missing. Debian/Ubuntu: sudo apt-get install python3-venv"; rm -rf $(VENV); exit 1; }

$(STAMPS)/uv: | $(BIN)/python
	@mkdir -p $(STAMPS)
	@$(BIN)/python -m pip install -q uv
	@touch $@

# A machine with the requirements of the tests has those of the run as well
$(STAMPS)/run: requirements.lock pyproject.toml | $(STAMPS)/uv
	@echo "Installing the requirements"
	@$(BIN)/uv pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps -e .
	@$(BIN)/python -m compileall -q src
	@touch $@

$(STAMPS)/dev: requirements-dev.lock $(STAMPS)/run
	@echo "Installing the requirements of tests and checks"
	@$(BIN)/uv pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

catalogues: $(CATALOGUES_MADE)

%.mo: %.po | $(STAMPS)/run
	@$(BIN)/python -c 'import sys, polib; polib.pofile(sys.argv[1]).save_as_mofile(sys.argv[2])' $< $@

clean:
	rm -rf build .mypy_cache .ruff_cache .import_linter_cache .pytest_cache test-results $(CATALOGUES_MADE)
