# `make demo` and `make test` are all that is needed on a fresh clone; README.md has the plain command of each target.

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: help demo dashboard lint check test test-full mutants bench reference findings wheel docs lock audit clean

help:
	@echo "make demo       run the quickstart experiment and write its report"
	@echo "make dashboard  explore in the browser"
	@echo "make lint       lint, import contract, types"
	@echo "make check      the same and the fast tests (about a minute)"
	@echo "make test       the fast and the slow tests"
	@echo "make test-full  all tests, full-size trials among them"
	@echo "make mutants    change each sign and number of the rules, and see whether a test notices"
	@echo "make bench      benchmarks, into results/benchmarks/"
	@echo "make reference  the reference results, anew, into results/reference/"
	@echo "make findings   the flagship results, anew, into results/reference/findings/, and docs/findings.md from them"
	@echo "make wheel      a wheel with compiled kernels, into dist/"
	@echo "make docs       generate the reference pages"
	@echo "make lock       renew requirements.lock from pyproject.toml"
	@echo "make audit      look for known advisories about what requirements.lock pins"
	@echo "make clean      remove .venv and caches; results stay"

demo: $(INSTALLED)
	$(BIN)/mentorsim sweep experiments/quickstart.toml
	$(BIN)/mentorsim report results/quickstart

dashboard: $(INSTALLED)
	$(BIN)/mentorsim dashboard

lint: $(INSTALLED)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy

check: lint
	$(BIN)/pytest -n auto --dist loadfile -m "not slow and not browser and not full"

test: $(INSTALLED)
	$(BIN)/pytest -n auto --dist worksteal -m "not full"

test-full: $(INSTALLED)
	$(BIN)/pytest -n auto --dist worksteal

# Takes minutes. Uncompiled, so that a changed rule is what runs; the slow tests take a sample.
mutants: $(INSTALLED)
	NUMBA_DISABLE_JIT=1 $(BIN)/python tests/mutants.py

bench: $(INSTALLED)
	$(BIN)/python benchmarks/bench.py

# What a clone is compared with: `mentorsim reproduce results/reference/quickstart`. Parts are in the merged tables.
reference: $(INSTALLED)
	rm -rf results/reference/quickstart
	$(BIN)/mentorsim sweep quickstart --out results/reference/quickstart
	rm -rf results/reference/quickstart/parts
	$(BIN)/mentorsim reproduce results/reference/quickstart --sample 12

# Some twenty minutes on two cores (`mentorsim check NAME --pilot`). The figures need Chromium; `docs/findings.py NAME` makes
# one folder alone.
findings: $(INSTALLED)
	$(BIN)/python docs/findings.py
	$(BIN)/python docs/pictures.py findings
	$(BIN)/python docs/generate.py

# For this Python and Numba; a wheel for others, or without kernels, is made by `hatchling build -t wheel`.
wheel: $(INSTALLED)
	MENTORSIM_PREBUILD=1 $(BIN)/python -m hatchling build -t wheel

docs: $(INSTALLED)
	$(BIN)/python docs/generate.py

# Rebuilt only when the lock or pyproject.toml is newer than the last installation.
$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null || { \
	  echo "mentorsim needs Python 3.12 or newer."; \
	  echo "  found:  '$(PYTHON)' is $$($(PYTHON) --version 2>&1 | head -n 1)"; \
	  echo "  do:     install Python 3.12 (pyenv and uv read .python-version), or name one you have:"; \
	  echo "          make PYTHON=/path/to/python3.12 $(or $(MAKECMDGOALS),demo)"; \
	  exit 1; } >&2
	@if [ -e .venv ] && ! $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; \
	then echo "Removing .venv: its Python is too old or gone"; rm -rf .venv; fi
	@echo "Installing into .venv (a minute or two, only when requirements.lock or pyproject.toml changed)"
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Needs uv. Existing pins are kept where they still fit; `make lock UPGRADE=--upgrade` takes the newest.
lock:
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv" >&2; exit 1; }
	@cp requirements.lock requirements.lock.new
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.12 --generate-hashes $(UPGRADE) \
	  --no-header --no-emit-index-url --no-emit-find-links --quiet --output-file requirements.lock.new
	@{ echo '# Made by `make lock`: every package of every extra, pinned and hashed, for all platforms.'; \
	  cat requirements.lock.new; } > requirements.lock && rm requirements.lock.new

# Needs pip-audit and a network: it asks PyPI's database of advisories. Nothing is installed.
audit:
	@command -v pip-audit >/dev/null || { echo "make audit needs pip-audit: pip install pip-audit" >&2; exit 1; }
	pip-audit --requirement requirements.lock --require-hashes --disable-pip

clean:
	rm -rf .venv build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache .grimp_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
