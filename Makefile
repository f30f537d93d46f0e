# make run and make test do all of it on a machine with git, make and Python ≥ 3.11.
SHELL := bash
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
JOBS ?= 2

.PHONY: help setup run demo test test-python check fix bench bench-small curves explain pictures pins words assets wheel catalogue browser clean render roundtrip

help:
	@printf '%s\n' 'make run    set up, make the demo world once, serve on 127.0.0.1:8000' \
	  'make test   set up and run every check and test' 'make check  lint, types, layers, templates, catalogue' \
	  'make fix    format and repair what can be repaired' 'make demo   only the demo world' \
	  'make bench  the workloads' 'make explain  statements that go through whole tables' 'make curves what one unit waits for while others grow' \
  'make render the documents through LibreOffice to PNG' \
	  'make pictures   of every page, into .screenshots/' \
  'make roundtrip  target tables through LibreOffice and back, read again'

.venv/ready-run: requirements/base.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=…")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/base.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/ready-test: requirements/dev.txt .venv/ready-run
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

# The machine's own npm where there is one; else the wheel's.
NPM = $(shell command -v npm || echo $(CURDIR)/.venv/bin/npm)
NODE = $(shell command -v node || echo $(CURDIR)/.venv/bin/node)
.venv/bin/npm-ready: .venv/ready-run requirements/node.txt
	@command -v npm >/dev/null || $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/node.txt
	@touch $@

static/vendor/ready: package-lock.json static/assemble.mjs static/icons.txt .venv/bin/npm-ready $(shell find static/css -name '*.css')
	@[ -d node_modules/htmx.org ] && [ node_modules/.package-lock.json -nt package-lock.json ] || "$(NPM)" ci --ignore-scripts --no-audit --no-fund --loglevel=error
	"$(NODE)" static/assemble.mjs
	@touch $@

CATALOGUES := $(patsubst %.po,%.mo,$(wildcard caseapp/translations/*/LC_MESSAGES/*.po))
%.mo: %.po .venv/ready-run
	$(BIN)/pybabel -q compile -i $< -o $@

# Bring the Chinese catalogue up to the words in the code; then fill the empty ones in. Its head is kept apart: one that
# is written anew each time bears the hour, and a catalogue without a head is not compiled.
words: .venv/ready-test
	$(BIN)/pybabel -q extract -F pyproject.toml -k N_ -k _l -k lazy_gettext --no-location --omit-header -o .words.pot .
	$(BIN)/pybabel -q update -i .words.pot -d caseapp/translations -l zh_Hans_CN --no-fuzzy-matching --omit-header --ignore-obsolete
	cat caseapp/translations/zh_Hans_CN/head.po caseapp/translations/zh_Hans_CN/LC_MESSAGES/messages.po > .words.po
	@mv .words.po caseapp/translations/zh_Hans_CN/LC_MESSAGES/messages.po
	@rm .words.pot

assets: static/vendor/ready
catalogue: $(CATALOGUES)
setup: .venv/ready-run assets catalogue

run: setup
	$(BIN)/caseapp demo --upgrade
	@echo 'Serving on http://127.0.0.1:8000 (stop with Ctrl-C)'
	exec $(BIN)/caseapp serve

demo: setup
	$(BIN)/caseapp demo --upgrade

# Chromium and a CJK font are Debian's; elsewhere name a Chromium with CASEAPP_CHROMIUM.
browser: .venv/ready-test
	$(BIN)/python tests/browser/chromium.py

test: setup .venv/ready-test browser check test-python

# The browsers come last, so that none waits for a page while another test fills the machine. Both runs share one demo.
test-python:
	@export CASEAPP_MADE_ONCE=$$(mktemp -d); trap 'rm -rf $$CASEAPP_MADE_ONCE' EXIT; set -x; \
	  $(BIN)/pytest -n $(JOBS) --dist loadgroup --ignore tests/browser && $(BIN)/pytest -n $(JOBS) --dist loadgroup tests/browser

# A picture of every page in both languages and sizes, in .screenshots/.
pictures: setup .venv/ready-test browser
	CASEAPP_PICTURES=1 $(BIN)/pytest -n $(JOBS) --dist loadgroup tests/browser/test_every_page.py

check: setup .venv/ready-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint templates --lint --quiet

fix: .venv/ready-test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup .venv/ready-test
	$(BIN)/python -m bench
	$(BIN)/python -m bench.report

curves: setup .venv/ready-test
	$(BIN)/python -m bench.curves

# Of the main pages at 200,000 households, on both databases.
explain: setup .venv/ready-test
	$(BIN)/python -m bench.explain

# On the demo world, as `make test` does too: fails on statement counts and on ratios far outside, not on times.
bench-small: setup .venv/ready-test
	$(BIN)/pytest tests/integration/test_bench_small.py

# Word and Excel through LibreOffice and back; as root on Debian its packages are installed.
roundtrip: setup
	command -v soffice >/dev/null || apt-get install -y -qq --no-install-recommends libreoffice-writer-nogui libreoffice-calc-nogui
	$(BIN)/python docs/roundtrip.py

render: setup
	bash docs/render.sh

pins: .venv/ready-test
	for name in base node dev; do $(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header \
	  --python-version 3.11 requirements/$$name.in -o requirements/$$name.txt; done

wheel: setup
	$(BIN)/python -m pip wheel -q --no-deps --no-build-isolation -w dist .

clean:
	rm -rf .venv node_modules static/vendor instance dist
