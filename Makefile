# Everything a newcomer needs works with Python 3.11 or newer and make alone.
PYTHON ?= python3
# Most journeys wait more than they work.
WORKERS ?= 3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready-$(shell cat requirements.txt requirements-dev.txt | cksum | cut -d' ' -f1)

.PHONY: help run demo test check bench pictures lock clean

help: ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): requirements.txt requirements-dev.txt
	@echo "Setting up $(VENV) …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@rm -f $(VENV)/.ready-* && touch $@

run: $(READY) ## the sandbox and the bot, with the page's address
	@$(BIN)/python -m demo.run

demo: $(READY) ## the whole story, told as a conversation
	@$(BIN)/python -m demo

test: $(READY) ## all tests; those whose server is absent are skipped
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

check: $(READY) ## format, lint, types, import contracts, tests: what CI runs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test

bench: $(READY) ## measure the budgets, write bench/results.json
	$(BIN)/python -m bench

pictures: $(READY) ## make the pictures of the docs from a real run
	$(BIN)/python -m demo.pictures

lock: ## resolve pyproject.toml into the two hashed requirement files
	$(PYTHON) -m venv $(VENV)-lock && $(VENV)-lock/bin/pip install --quiet pip-tools
	$(VENV)-lock/bin/pip-compile --quiet --strip-extras --generate-hashes --no-emit-index-url --no-header \
		--no-annotate --no-emit-find-links --allow-unsafe -o requirements.txt pyproject.toml
	$(VENV)-lock/bin/pip-compile --quiet --strip-extras --generate-hashes --no-emit-index-url --no-header \
		--no-annotate --no-emit-find-links --allow-unsafe --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml
	rm -rf $(VENV)-lock

clean: ## take away what the other commands made
	rm -rf $(VENV) .run .mypy_cache .ruff_cache .pytest_cache
