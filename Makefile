# What one does with this project. `make` alone lists it.

VENV := .venv
BIN := $(VENV)/bin
DIST := sspedu/web/static/dist/manifest.json
ENGLISH := sspedu/web/translations/en/LC_MESSAGES/messages
ASSETS := $(shell find sspedu/web/assets -type f)
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet --quiet
WORKERS ?= 2
# Where an environment forbids it, each process would compile the whole house again: a third of what a start costs.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run test check bench kills clean
.SILENT:

help: ## Vis denne liste
	printf 'SSP Læring. Skriv make og et af disse ord:\n\n'
	grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/\1|\2/' | while IFS='|' read -r name text; do printf '  %-8s %s\n' "$$name" "$$text"; done

run: $(VENV)/ready-to-run $(DIST) $(ENGLISH).mo ## Gør alt klar, og start SSP Læring på denne maskine (SSPEDU_PORT vælger porten)
	SSPEDU_LOG_LEVEL=$${SSPEDU_LOG_LEVEL:-WARNING} exec $(BIN)/flask sspedu serve

test: $(VENV)/ready-to-test $(DIST) $(ENGLISH).mo ## Kør alle prøver på SQLite og igen på PostgreSQL, også i en rigtig browser
	sh scripts/ensure-chromium.sh
	printf '\n== Prøver på SQLite ==\n'
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -q --engine sqlite
	printf '\n== Prøver på PostgreSQL ==\n'
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -q --engine postgresql -m "not once"

check: $(VENV)/ready-to-test $(DIST) ## Kontrollér kode og indhold (ruff, mypy, content check med lov og stavning)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/flask sspedu content check content --law --spelling

bench: $(VENV)/ready-to-test $(DIST) ## Mål, hvor hurtigt det er, mod bare Flask på samme maskine (RUN=pages vælger en måling)
	sh scripts/ensure-chromium.sh
	$(BIN)/python -m benchmarks $(RUN)

kills: $(VENV)/ready-to-test $(DIST) ## Dræb webserver og arbejder hundrede gange på hver database, mens der skrives (et kvarters tid)
	$(BIN)/python -m benchmarks kills

clean: ## Fjern alt, der er bygget her (ikke var/, hvor databasen ligger)
	rm -rf $(VENV) node_modules sspedu/web/static/dist $(ENGLISH).mo .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/ready-to-run: requirements/run.txt scripts/find-python.sh
	python=$$(sh scripts/find-python.sh) && printf 'Python: virtuelt miljø og biblioteker hentes (et halvt minuts tid) …\n' && $$python -m venv $(VENV)
	$(PIP) install --require-hashes -r requirements/run.txt
	touch $@

$(VENV)/ready-to-test: requirements/dev.txt $(VENV)/ready-to-run
	printf 'Python: prøvernes biblioteker hentes …\n'
	$(PIP) install --require-hashes -r requirements/dev.txt
	touch $@

$(ENGLISH).mo: $(ENGLISH).po $(VENV)/ready-to-run
	$(BIN)/python -m sspedu.web.catalogue
	touch $@

$(DIST): node_modules/.ready $(ASSETS)
	printf 'Stilark og skrifter bygges …\n'
	npm run --silent build

node_modules/.ready: package.json package-lock.json scripts/find-node.sh
	sh scripts/find-node.sh
	printf 'Node: designsystemet hentes …\n'
	npm ci --silent --no-fund --no-audit
	touch $@
