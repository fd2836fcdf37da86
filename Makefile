# `make help` lists what there is. Every target sets up what it needs, the first time
# in some minutes, later in a second. ARGS is given to pytest: make test-odoo ARGS="-k poll"

PYTHON ?= python3
CACHE := $(abspath $(or $(WOO_CACHE),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/woo_connector))
SET_UP := $(PYTHON) -m tests.environment
PLAIN := $(CACHE)/venvs/plain/bin/python
ODOO := $(CACHE)/venvs/odoo/bin/python
PORT ?= 8080
ARGS ?=
# The folders of a target, unless ARGS itself names tests.
tests = $(if $(findstring tests/,$(ARGS)),,$(1)) $(ARGS)

.DEFAULT_GOAL := help
.PHONY: help demo demo-check test test-pure test-store test-odoo test-live lint store \
	store-check scenarios corpus bench-webhook bench-orders bench-stock \
	bench-overhead accuracy shell wheel pot clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\): ## /\1\t/p' $(MAKEFILE_LIST) | expand --tabs=16
	@echo
	@echo "Variables: ODOO_PATH (an Odoo 19.0 to use), CHROMIUM (a browser to use), WOO_CACHE (folder"
	@echo "of what is set up), PYTHON (3.10 to 3.12), ARGS (for pytest or the program)"

demo: ## an Odoo and a store, connected, to play with (STORE_URL … for a real store)
	@$(SET_UP) --for demo
	@$(ODOO) -m tests.live.demo $(ARGS)

demo-check: ## 60 orders while stock moves; one line of JSON says whether all agrees
	@$(SET_UP) --for demo
	@$(ODOO) -m tests.live.demo_check $(ARGS)

test: ## all tests: pure, store, odoo, live
	@$(PYTHON) -m tests.environment.all_tests $(ARGS)

test-pure: ## the code that knows neither Odoo nor a database
	@$(SET_UP) --for pure
	@$(PLAIN) -m pytest $(call tests,tests/pure tests/environment_tests)

test-store: ## the embedded store
	@$(SET_UP) --for store
	@$(PLAIN) -m pytest $(call tests,tests/store)

test-odoo: ## the addon inside Odoo
	@$(PYTHON) -m tests.environment.odoo_test_run $(ARGS)

test-live: ## whole flows: Odoo with two workers, the embedded store, a browser
	@$(SET_UP) --for live
	@$(ODOO) -m pytest -p no:odoo $(call tests,tests/live)

lint: ## OCA's checks on all files
	@$(PYTHON) -m tests.environment.lint_run $(ARGS)

store: ## the embedded store alone (PORT=8080)
	@$(SET_UP) --for store
	@$(PLAIN) -m tests.woo_store --port $(PORT) $(ARGS)

store-check: ## replay recorded exchanges against the embedded store (FILES="…")
	@$(SET_UP) --for store
	@$(PLAIN) -m tests.woo_store.check $(FILES) $(ARGS)

scenarios: ## write docs/scenarios.md from the tests that prove it (ARGS=--check)
	@$(PYTHON) -m tests.environment.scenario_table $(ARGS)

corpus: ## take recorded orders to posted invoices, compare all amounts (FILES="…", ARGS=--made)
	@$(SET_UP) --for live
	@$(ODOO) -m tests.live.corpus $(FILES) $(ARGS)

accuracy: ## a flash sale in four ways of keeping stock, side by side (STORE_URL … for a real store)
	@$(SET_UP) --for live
	@$(ODOO) -m tests.live.accuracy $(ARGS)

bench-webhook: ## webhook deliveries a second, beside a bare controller
	@$(SET_UP) --for live
	@$(ODOO) -m tests.live.bench_webhook $(ARGS)

bench-orders: ## CPU time and queries of an imported order, beside plain Odoo code
	@$(SET_UP) --for live
	@$(ODOO) -m tests.live.bench_orders $(ARGS)

bench-stock: ## what can be sold of 20,000 SKUs: time beside free_qty, requests, memory
	@$(SET_UP) --for live
	@$(ODOO) -m tests.live.bench_stock $(ARGS)

bench-overhead: ## what orders and deliveries of 50 lines cost users more (ARGS=--profile)
	@$(SET_UP) --for live
	@$(ODOO) -m tests.live.bench_overhead $(ARGS)

shell: ## a Python prompt inside Odoo, on a copy of the template database
	@$(PYTHON) -m tests.environment.odoo_shell $(ARGS)

wheel: ## build dist/odoo_addon_woo_connector-….whl
	@$(SET_UP) --for store
	@# A file left in build/ by an earlier version would end up in the wheel.
	@rm -rf build odoo_addon_woo_connector.egg-info
	@$(PLAIN) -m pip wheel --quiet --no-deps --wheel-dir dist .

pot: ## write the template of translations (ARGS=--check only compares it)
	@$(PYTHON) -m tests.environment.translation_template $(ARGS)

clean: ## stop the database server and remove the cache
	@$(PYTHON) -m tests.environment.clean
