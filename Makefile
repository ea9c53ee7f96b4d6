# Two commands do everything: `make run` and `make test`. The README shows the same without make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
WARDBOARD := $(BIN)/wardboard

.PHONY: run test bench screenshots examples accessibility languages lint format setup setup-dev browser lock clean

run: setup
	$(WARDBOARD) demo
	$(WARDBOARD) serve

setup: $(VENV)/.run-ready

test: setup-dev lint
	$(BIN)/python -m pytest -n 2 --dist worksteal

setup-dev: $(VENV)/.dev-ready
	@$(BIN)/python tests/get_browser.py

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.dev-ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup-dev
	$(BIN)/python -m benchmarks

# The worked examples of the catalogue page, taken from the spec tests.
examples: setup-dev
	SHIP_EXAMPLES=1 $(BIN)/python -m pytest tests/spec -q --ignore tests/spec/test_examples.py

# What the accessibility page says: taken from the browser tests of every page.
accessibility: setup-dev
	SHIP_ACCESSIBILITY=1 $(BIN)/python -m pytest tests/browser/test_everybody_can_read_it.py -q

# The catalogues of the other languages: new messages come in empty, those that nobody says any more go.
languages: setup-dev
	$(BIN)/python -m tests.languages

# Every page on the demo hospital, desktop and phone, light and dark, and a contact sheet, in build/screenshots.
screenshots: setup-dev
	$(BIN)/python -m tests.screenshots

$(VENV)/.run-ready: requirements.lock pyproject.toml
	@if [ ! -f $(VENV)/.dev-ready ] || [ requirements.lock -nt $(VENV)/.dev-ready ]; then \
	  sh tests/install.sh "$(PYTHON)" "$(VENV)" requirements.lock; rm -f $(VENV)/.dev-ready; fi
	@touch $@

$(VENV)/.dev-ready: requirements-dev.lock pyproject.toml
	@sh tests/install.sh "$(PYTHON)" "$(VENV)" requirements-dev.lock
	@touch $(VENV)/.run-ready $@

# The locks name no registry host and hold a hash of every file; markers cover Python 3.11 to 3.14.
lock:
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements.lock
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links pyproject.toml --group dev -o requirements-dev.lock

clean:
	rm -rf $(VENV) data/local
