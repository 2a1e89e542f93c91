# `make demo` and `make test` need a Python of 3.11 or later and nothing else; README.md says more.
SHELL := /bin/bash
PYTHON := .venv/bin/python
PORT ?= 8000
SIZE ?= province

.PHONY: demo test check drills bench bench-data docs messages clean

demo: .venv/.ready-run ## the Sóc Trăng 2021 province on http://127.0.0.1:8000 (PORT=… for another port)
	.venv/bin/iso-app demo --host 127.0.0.1 --port $(PORT)

test check: .venv/.ready-dev ## everything: format, lint, types, migrations, tests on both engines, browser
	@bash tools/needs.sh postgresql chromium
	@DURABLE=no bash tools/with-postgres.sh bash tools/check.sh

drills: .venv/.ready-dev ## what docs/trust.md promises, at its full size on both engines; takes an hour or two
	@bash tools/needs.sh postgresql
	@bash tools/with-postgres.sh bash tools/drills.sh

bench: .venv/.ready-dev ## times as ratios to the floor, SIZE=province|nation
	@bash tools/needs.sh postgresql
	$(PYTHON) -m bench run --size $(SIZE)

bench-data: .venv/.ready-dev ## the data of `make bench`, SIZE=province|nation
	@bash tools/needs.sh postgresql
	$(PYTHON) -m bench data --size $(SIZE)

docs: .venv/.ready-dev ## docs/generated anew from the code
	$(PYTHON) -m tools.generate_docs

messages: .venv/.ready-dev ## the English catalogue: new strings in, vanished ones out
	$(PYTHON) -m tools.messages

clean: ## the environment and caches; ./var (the data) stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

.venv/.ready-run: uv.lock pyproject.toml tools/environment.sh
	@bash tools/environment.sh run

.venv/.ready-dev: uv.lock pyproject.toml tools/environment.sh
	@bash tools/environment.sh dev
