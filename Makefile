# Everything a developer or an operator runs from a clone; `make help` lists it.
# Needs python3 (3.11 or newer); the tests need node and Chromium too. Nothing is installed outside the clone, but
# Chromium and its fonts where the tests may (root, with apt).

PYTHON ?= python3
# More arguments for the command of the target: make check ARGS=tests/story, make run ARGS='--port 9000'
ARGS ?=

VENV := .venv
BENCH_VENV := .venv-bench
BIN := $(VENV)/bin
INSTALL := $(PYTHON) deploy/setup/install.py
SETUP_FILES := requirements/setup.txt deploy/setup/install.py
RUN_READY := $(VENV)/.ready-run
TEST_READY := $(VENV)/.ready-test
BENCH_READY := $(BENCH_VENV)/.ready
# npm writes these itself, last, at the end of an installation.
NODE_READY := tests/gateway/node_modules/.package-lock.json tests/editor/node_modules/.package-lock.json
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-header $(UPGRADE)

SHELL := /bin/sh
# Bytecode is kept whatever the caller's environment says: the tests start `qunguan` many times.
export PYTHONDONTWRITEBYTECODE :=
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run ocr test test-setup chromium lint format types imports rules-check schema-check check schema bench lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: $(RUN_READY) ## Make .venv with the command .venv/bin/qunguan

run: $(RUN_READY) ## Start the bot and its playground; prints the address of the page
	@exec $(BIN)/qunguan run $(ARGS)

ocr: $(RUN_READY) ## Install what reads the words in pictures (275 MB)
	@$(INSTALL) $(VENV) ocr

test: ## Check everything: what CI runs
	@$(MAKE) --no-print-directory --jobs 3 test-setup lint types imports rules-check schema-check
	@$(MAKE) --no-print-directory check

test-setup: $(TEST_READY) $(NODE_READY) chromium ## Install what the tests need beside the bot

chromium:
	@sh deploy/setup/chromium.sh

lint: $(TEST_READY) ## Lint, and look at the format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: $(TEST_READY) ## Format, and repair what the linter can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: $(TEST_READY) ## Check types, strictly
	@$(BIN)/mypy

imports: $(TEST_READY) ## Check that imports point down only
	@$(BIN)/lint-imports --no-logo

rules-check: $(RUN_READY) ## Check the shipped rules and run their examples
	@$(BIN)/qunguan check rules

schema-check: $(RUN_READY) ## Check that rules/schema.json is what the code says
	@mkdir -p build && $(BIN)/qunguan schema > build/schema.json
	@diff -u rules/schema.json build/schema.json \
		|| { echo 'rules/schema.json is out of date: run `make schema` and commit it' >&2; exit 1; }

check: test-setup ## Run the tests alone; ARGS picks some: make check ARGS=tests/story
	@mkdir -p build
	@$(BIN)/pytest $(if $(ARGS),$(ARGS),--numprocesses 2 --dist worksteal --cov --cov-report=term --cov-report=xml)

schema: $(RUN_READY) ## Write rules/schema.json anew, from the code
	@mkdir -p build && $(BIN)/qunguan schema > build/schema.json && cp build/schema.json rules/schema.json

bench: $(TEST_READY) $(BENCH_READY) ## Run the side-by-side benchmark; writes build/bench.json
	@mkdir -p build
	@QUNGUAN_BENCH_PEERS=$(BENCH_VENV)/bin/python $(BIN)/python -m tests.bench $(ARGS)

lock: $(RUN_READY) ## Lock the dependencies again; UPGRADE=--upgrade takes newer ones
	$(COMPILE) --group setup --output-file requirements/setup.txt
	$(COMPILE) pyproject.toml --output-file requirements/run.txt
	$(COMPILE) pyproject.toml --extra train --constraints requirements/run.txt --output-file requirements/train.txt
	$(COMPILE) pyproject.toml --extra ocr --constraints requirements/run.txt --output-file requirements/ocr.txt
	$(COMPILE) pyproject.toml --extra train --extra ocr --group test --group lint --constraints requirements/run.txt \
		--output-file requirements/test.txt
	$(COMPILE) pyproject.toml --group bench --output-file requirements/bench.txt
	cd tests/gateway && npm install --package-lock-only
	cd tests/editor && npm install --package-lock-only

clean: ## Remove the environments and everything built
	rm -rf $(VENV) $(BENCH_VENV) build dist .coverage .mypy_cache .pytest_cache .ruff_cache .import_linter_cache \
		.hypothesis tests/gateway/node_modules tests/editor/node_modules
	find bot handlers tests deploy -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUN_READY): requirements/run.txt pyproject.toml $(SETUP_FILES)
	@$(INSTALL) $(VENV) run --project
	@touch $@

$(TEST_READY): requirements/test.txt $(RUN_READY)
	@$(INSTALL) $(VENV) test
	@touch $@

# The peers' environment carries the bot's own dependencies too, but not always in the same versions.
$(BENCH_READY): requirements/bench.txt $(SETUP_FILES)
	@$(INSTALL) $(BENCH_VENV) bench
	@touch $@

%/node_modules/.package-lock.json: %/package-lock.json %/.npmrc
	@sh deploy/setup/node.sh
	@echo 'setup: installing $*/package-lock.json'
	@cd $* && npm ci --silent --no-progress
	@touch $@
