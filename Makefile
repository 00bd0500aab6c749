# Dragoman: everything a checkout can do. `make help` lists it.
# Needs make, a POSIX shell and Python 3.11 or newer; the only network user is pip.

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8080
ARGS ?=

BIN := $(VENV)/bin
DEMO := .demo/index
CORPUS := corpus/articles.jsonl corpus/raw
PYTEST := python -m pytest

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_RETRIES ?= 10
export PIP_TIMEOUT ?= 60

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check bench evaluate test-nightly fuzz test-reloaded test-lowest lock format clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/.run ## index the sample corpus, ask one question, then serve the search page
	@rm -rf $(DEMO)
	@$(BIN)/dragoman index $(CORPUS) --index $(DEMO)
	@echo
	@echo "\$$ dragoman search 'sanctions on Iran' --size 2 --index $(DEMO)"
	@$(BIN)/dragoman search 'sanctions on Iran' --size 2 --index $(DEMO)
	@echo
	@$(BIN)/dragoman serve --index $(DEMO) --port $(PORT)

test: $(VENV)/.test ## run the test suite (ARGS=... goes to pytest)
	$(BIN)/$(PYTEST) -m "not slow" $(ARGS)

check: $(VENV)/.dev ## lint, formatting, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.bench ## measure speed and size beside other engines
	$(BIN)/python -m benchmarks $(ARGS)

evaluate: $(VENV)/.run ## measure the ranking on the sample corpus
	@rm -rf .demo/docs && mkdir -p .demo/docs && cp -R $(CORPUS) .demo/docs
	$(BIN)/dragoman evaluate --docs .demo/docs \
	  --queries corpus/topics.tsv --qrels corpus/qrels.txt $(ARGS)

test-nightly: $(VENV)/.test ## the suite with its slow part and its long runs
	DRAGOMAN_NIGHTLY=1 $(BIN)/$(PYTEST) $(ARGS)

FUZZ := build/venv-fuzz
SECONDS ?= 600

fuzz: $(FUZZ)/.fuzz ## fuzz the question language for SECONDS (nightly; Linux)
	$(FUZZ)/bin/python tests/fuzz/fuzz_questions.py -max_total_time=$(SECONDS) -timeout=20 $(ARGS)

# Tests of the engine in environments of their own: the other continuation of Whoosh, and the
# lowest versions that pyproject.toml allows.
RELOADED := build/venv-reloaded
LOWEST := build/venv-lowest
ENGINE_TESTS ?= tests/search/embedded
LOWEST_TESTS ?= tests/search tests/indexer tests/webapp

test-reloaded: $(RELOADED)/.reloaded ## the engine's tests on whoosh-reloaded
	$(RELOADED)/bin/$(PYTEST) -m "not slow" $(ENGINE_TESTS) $(ARGS)

test-lowest: $(LOWEST)/.lowest ## tests on the lowest supported versions
	$(LOWEST)/bin/$(PYTEST) -m "not slow and not browser" $(LOWEST_TESTS) $(ARGS)

lock: $(VENV)/.dev ## resolve requirements/*.txt anew
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/lock.txt
	$(BIN)/python requirements/lock.py

format: $(VENV)/.dev ## format the code and repair what the linter can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## remove what was made, the environment too
	rm -rf $(VENV) build .demo *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

# One environment, filled from one lock file; the stamp is named after the file.
define fill
@test -x $(@D)/bin/python || $(MAKE) --no-print-directory environment-at DIR=$(@D)
$(@D)/bin/python -m pip install --quiet --require-hashes -r $<
$(@D)/bin/python -m pip install --quiet --no-deps --no-build-isolation -e .
@touch $@
endef

$(VENV)/.%: requirements/%.txt pyproject.toml
	$(fill)

$(RELOADED)/.%: requirements/%.txt pyproject.toml
	$(fill)

$(LOWEST)/.%: requirements/%.txt pyproject.toml
	$(fill)

$(FUZZ)/.%: requirements/%.txt pyproject.toml
	$(fill)

.PHONY: environment-at
environment-at:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "There is no '$(PYTHON)' here. Name a Python 3.11 or newer: make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else \
	  "Dragoman needs Python 3.11 or newer; $(PYTHON) is %d.%d. Name another: make PYTHON=python3.12" % v[:2])'
	@$(PYTHON) -m venv $(DIR) || { \
	  rm -rf $(DIR); echo "$(PYTHON) cannot make an environment; on Debian: apt install python3-venv" >&2; exit 1; }
