# Everything works with Python 3.11 or newer and make alone.
PYTHON ?= python3
# Stories wait more than they work, so there can be more workers than processors.
WORKERS ?= 3
# The suite runs on the Python of .venv. On the other ones that the machine has, `make syntax` compiles the code;
# `make test PYTHON=python3.14 VENV=.venv-3.14` runs the suite on one of them.
PYTHONS ?= python3.11 python3.12 python3.13 python3.14
# What `make chaos` plays: the same seed is the same story.
STORIES ?= 20
SEED ?= 1
DATABASE ?= sqlite
FORMS ?= 4
CODE := bot workflows sandbox demo bench tests
IN_PROCESS := tests/workflows tests/bot
# The commands start many processes: each would compile all modules again.
unexport PYTHONDONTWRITEBYTECODE
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready-$(shell cat requirements.txt requirements-dev.txt | cksum | cut -d' ' -f1)

PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

.PHONY: help run demo test check lint syntax coverage chaos bench pictures lock clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): requirements.txt requirements-dev.txt
	@echo "Setting up $(VENV), once. It takes about a minute …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python demo/install.py requirements-dev.txt
	@rm -f $(VENV)/.ready-* && touch $@

run: $(READY) ## start the sandbox and the bot, print the page's address
	@$(BIN)/python -m demo.run

demo: $(READY) ## play the whole story as a conversation in the terminal
	@$(BIN)/python -m demo

test: $(READY) ## run all tests; skip those whose server is absent
	$(PYTEST)

check: lint syntax test ## run everything that CI runs

lint: $(READY) ## check format, style, types, and import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Apart from `check`: before Python 3.12, measuring doubles the CPU time of the tests.
coverage: $(READY) ## run the tests of bot and workflows with coverage, and check its floor
	@data=$$(mktemp -d); trap 'rm -rf "$$data"' EXIT; \
		COVERAGE_FILE=$$data/coverage $(PYTEST) $(IN_PROCESS) --cov --cov-report=term

syntax: ## compile the code on every Python that the machine has
	@cache=$$(mktemp -d); trap 'rm -rf "$$cache"' EXIT; for python in $(PYTHONS); do \
		$$python -c '' 2>/dev/null || continue; \
		PYTHONPYCACHEPREFIX=$$cache $$python -W error -m compileall -q $(CODE) || exit 1; \
	done

chaos: $(READY) ## play random stories with faults and kills (STORIES=, SEED=, DATABASE=) and check the outcome
	$(BIN)/python -m tests.chaos --stories $(STORIES) --seed $(SEED) --database $(DATABASE) --forms $(FORMS) \
		--workers $(WORKERS)

bench: $(READY) ## measure the budgets, write bench/results.json and docs/performance.md
	$(BIN)/python -m bench

pictures: $(READY) ## make the pictures of the docs from a real run
	$(BIN)/python -m demo.pictures

lock: ## lock the dependencies of pyproject.toml, with hashes
	$(PYTHON) -m venv $(VENV)-lock && $(VENV)-lock/bin/pip install --quiet pip-tools
	$(VENV)-lock/bin/pip-compile --quiet --no-strip-extras --generate-hashes --no-emit-index-url --no-header \
		--no-annotate --no-emit-find-links --allow-unsafe -o requirements.txt pyproject.toml
	$(VENV)-lock/bin/pip-compile --quiet --no-strip-extras --generate-hashes --no-emit-index-url --no-header \
		--no-annotate --no-emit-find-links --allow-unsafe --extra dev -o requirements-dev.txt pyproject.toml requirements.txt
	rm -rf $(VENV)-lock

clean: ## remove what the other commands made
	rm -rf $(VENV) .run .mypy_cache .ruff_cache .pytest_cache .coverage
