# Everything a person or a machine runs here. Needs Python 3.11 or newer, git and make; the rest goes into $(VENV).
SHELL := /bin/sh
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
export PIP_ROOT_USER_ACTION := ignore

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types architecture format bench clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.demo ## Replay a support desk's questions on the embedded default: a table and out/replay.png
	@mkdir -p out
	$(BIN)/hexcache replay examples/questions.txt --plot out/replay.png

test: $(VENV)/.dev ## Run all tests; servers are downloaded once and started on loopback
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: lint types architecture ## Lint, formatting, types and architecture: what CI runs besides the tests

lint: $(VENV)/.dev ## Lint and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev ## mypy, strict
	$(BIN)/mypy

architecture: $(VENV)/.dev ## Import contracts and the other tests of the hexagon's shape
	$(BIN)/lint-imports --no-logo --no-cache
	$(BIN)/python -m pytest -q tests/architecture

format: $(VENV)/.dev ## Format the code
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: $(VENV)/.bench ## Run the benchmarks, one after another
	@for script in benchmarks/[a-z]*.py; do echo "== $$script"; $(BIN)/python "$$script" || exit 1; done

clean: ## Remove what the other targets made
	rm -rf $(VENV) out dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .benchmarks

# The newest Python that really runs and can make environments (a version manager's shims may not).
$(BIN)/python:
	@for python in $(PYTHON) python3.13 python3.12 python3.11 python3 python; do \
	  if "$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    echo "Creating $(VENV) with $$($$python --version)"; "$$python" -m venv $(VENV) && exit 0; \
	  fi; \
	done; \
	echo "No Python 3.11 or newer with the venv module was found. Install one (Debian: apt-get install python3-venv)" \
	  "or name it: make PYTHON=/path/to/python3" >&2; exit 1

$(VENV)/.demo: pyproject.toml | $(BIN)/python
	@echo "Installing hexcache into $(VENV)"
	@$(PIP) install --editable '.[plot]'
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	@echo "Installing hexcache and its development tools into $(VENV)"
	@$(PIP) install 'pip>=25.1'
	@$(PIP) install --editable . --group dev
	@touch $@

$(VENV)/.bench: pyproject.toml | $(VENV)/.dev
	@echo "Installing what the benchmarks compare with into $(VENV)"
	@$(PIP) install --editable . --group bench
	@touch $@
