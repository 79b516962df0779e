# Everything a developer or an operator runs from a clone; `make help` lists it.
# Needs python3 (3.11 or newer); the tests need node and Chromium too. Nothing is installed outside the clone.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SHELL := /bin/sh
.DEFAULT_GOAL := help

INSTALL := $(PYTHON) deploy/setup/install.py
SETUP_FILES := requirements/setup.txt deploy/setup/install.py
RUN_READY := $(VENV)/.ready-run
TEST_READY := $(VENV)/.ready-test

.PHONY: help setup run
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' Makefile

setup: $(RUN_READY) ## Make .venv with the command .venv/bin/qunguan

run: $(RUN_READY) ## Start the bot with the playground; prints the address of its page
	@$(BIN)/qunguan run

$(RUN_READY): requirements/run.txt pyproject.toml $(SETUP_FILES)
	@$(INSTALL) $(VENV) run --project
	@touch $@

$(TEST_READY): requirements/test.txt $(RUN_READY)
	@$(INSTALL) $(VENV) test
	@touch $@
