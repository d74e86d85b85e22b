# All that is done by hand or by CI. Needs Python 3.11 or newer, pip, and make.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

# Where make can: with -j, each check's output stays in one piece.
ifneq ($(filter output-sync,$(.FEATURES)),)
MAKEFLAGS += --output-sync=target
endif

.DEFAULT_GOAL := help
.PHONY: help setup demo test check format-check lint types imports pytest test-ha test-systemd test-image mutation simulation-mutants soak bench format lock audit sbom wheel clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' Makefile

# --- Set-up -----------------------------------------------------------------

setup: $(READY) ## make .venv with the pinned packages and this project

# The packages of the lock, each checked against its hash, then the project as it stands here.
$(READY): pyproject.toml requirements/dev.txt | $(BIN)/python
	@echo "Installing the packages of requirements/dev.txt into $(VENV) ..."
	@$(PIP) install -qq --require-hashes --requirement requirements/dev.txt
	@$(PIP) install -qq --no-deps --no-build-isolation --editable .
	@touch $@

# A machine may have pip but not ensurepip (Debian without python3-venv): its own pip then serves $(VENV).
PIP = $$(if $(BIN)/python -m pip --version >/dev/null 2>&1; then echo $(BIN)/python -m pip; \
	else echo $(PYTHON) -m pip --python $(BIN)/python; fi) --disable-pip-version-check

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { \
		echo "There is no $(PYTHON). Install Python 3.11 or newer, or say where it is: make setup PYTHON=/path/to/python3"; \
		exit 1; } >&2
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$$($(PYTHON) --version 2>&1) is too old. Python 3.11 or newer is needed; if it has another name: make setup PYTHON=python3.13"; \
		exit 1; } >&2
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null && $(PYTHON) -m venv --clear $(VENV) >/dev/null 2>&1 \
	|| { $(PYTHON) -m venv --clear --without-pip $(VENV) \
		&& $(PYTHON) -m pip --python $(BIN)/python --version; } >/dev/null 2>&1 \
	|| { rm -rf $(VENV); \
		echo "$(PYTHON) can make no virtual environment with pip. Install one of the two (Debian: apt-get install python3-venv, or python3-pip 22.3 or newer)."; \
		exit 1; } >&2

# --- Running ----------------------------------------------------------------

demo: setup ## a home-care choice system from start to end, on this machine
	@$(BIN)/upphandling demo

bench: setup ## measure side by side
	@$(BIN)/python -m benchmarks

# --- Checking ---------------------------------------------------------------

test: format-check lint types imports pytest ## every check and every test, as CI runs them

check: test ## the same as test

format-check: setup
	@$(BIN)/ruff format --check --quiet . || { echo "Not formatted: run make format."; exit 1; } >&2

lint: setup
	@$(BIN)/ruff check --quiet .

types: setup
	@$(BIN)/mypy $(if $(wildcard benchmarks/__init__.py),-p upphandling -p benchmarks)

imports: setup
	@$(BIN)/lint-imports --no-logo

pytest: setup
	@$(BIN)/pytest -q -n 2 --dist worksteal

test-ha: setup ## kill machines, processes and etcd of a cluster; needs PostgreSQL, etcd, HAProxy
	@$(BIN)/python -m tests.ha

test-systemd: setup ## the units under a real systemd in namespaces of its own; as root
	@$(BIN)/pytest -q -n 0 -rs tests/install/trial_under_systemd.py

test-image: setup ## the image built and run by podman, as root: make test-image BASE=... (long)
	@UPPHANDLING_TEST_BASE='$(BASE)' UPPHANDLING_TEST_IMAGE='$(IMAGE)' \
		UPPHANDLING_TEST_BUILD_FLAGS='$(BUILD_FLAGS)' UPPHANDLING_TEST_RUN_FLAGS='$(RUN_FLAGS)' \
		$(BIN)/pytest -q -n 0 -rs tests/install/trial_of_image.py

mutation: setup ## take away one guard of the domain at a time; a test must miss it (long)
	@$(BIN)/python -m tests.mutants

simulation-mutants: setup ## put one fault at a time into a copy that is lived in; nine of ten must be found (long)
	@$(BIN)/python -m tests.simulation.mutants

soak: setup ## live one municipality after another, ten years each: make soak MINUTES=60 SEED=7
	@$(BIN)/python -m tests.simulation.soak --minutes $(or $(MINUTES),10) $(addprefix --seed ,$(SEED))

# --- Keeping ----------------------------------------------------------------

format: setup ## write the code in one form
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

UV      = $(firstword $(wildcard $(BIN)/uv) $(shell command -v uv))
COMPILE = $(UV) pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-emit-index-url --custom-compile-command "make lock"

lock: ## write requirements/ anew from pyproject.toml (newest of all: make lock UPGRADE=--upgrade)
	@test -n "$(UV)" || { \
		echo "make lock needs uv, on the path or in $(VENV): $(BIN)/python -m pip install uv"; exit 1; } >&2
	@$(COMPILE) $(UPGRADE) --extra test --group dev --output-file requirements/dev.txt
	@$(COMPILE) --extra all --constraint requirements/dev.txt --output-file requirements/runtime.txt
	@$(UV) pip compile --group ha --quiet --universal --python-version 3.11 \
		--generate-hashes --no-annotate --no-emit-index-url --custom-compile-command "make lock" \
		--output-file requirements/ha.txt

audit: setup ## known holes in what is locked; red where CI_NETWORK=1 and it could not be looked up
	@.ci/audit $(BIN)/pip-audit requirements/*.txt

sbom: setup ## dist/upphandling.cdx.json: what a house at work consists of (CycloneDX), from the lock
	@mkdir -p dist
	@PYTHONWARNINGS=ignore $(BIN)/cyclonedx-py requirements requirements/runtime.txt --pyproject pyproject.toml \
		--mc-type application --output-reproducible --output-format JSON --output-file dist/upphandling.cdx.json
	@echo dist/upphandling.cdx.json

wheel: setup ## dist/upphandling-*.whl: what is installed on a machine
	@rm -f dist/upphandling-*.whl
	@$(PIP) wheel . --quiet --no-deps --no-build-isolation --wheel-dir dist
	@ls dist/upphandling-*.whl

clean: ## take away .venv and what the tools left
	@rm -rf $(VENV) .venv-ha build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
