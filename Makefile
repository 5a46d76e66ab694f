# Two commands matter: `make run` (one night over demo data) and `make test`. Needs Python 3.11, git and make.
SHELL := /bin/sh
.DEFAULT_GOAL := help

ROOT := $(CURDIR)
VENV := $(ROOT)/.venv
PY := $(VENV)/bin/python
PYTHON ?= $(shell command -v python3.11 || command -v python3)
UV_VERSION := 0.13.9
STAMP := $(VENV)/.terpasang
export PYTHONPATH := $(ROOT)/include

.PHONY: help setup run up down test lint lock compose-check helm-check demo-data bench gambar latih fuzz clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /make \1|/p' Makefile | while IFS='|' read -r a b; do printf '%-16s %s\n' "$$a" "$$b"; done

setup: $(STAMP) ## install everything into .venv, run nothing

# uv is fast and reads the same hashes; where it cannot reach the index, pip does the same work.
$(STAMP): requirements-dev.txt Makefile
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
		{ echo "Python 3.11 is needed; say where: make setup PYTHON=/path/to/python3.11" >&2; exit 1; }
	@test -x $(PY) || { echo "Creating .venv"; $(PYTHON) -m venv $(VENV); }
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PY) -m ensurepip --default-pip
	@echo "Installing the pinned packages (a few minutes the first time)"
	@$(PY) -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)" && \
		UV_NATIVE_TLS=1 $(VENV)/bin/uv pip install --python $(PY) --require-hashes -r requirements-dev.txt || \
		{ $(PY) -m pip install --quiet pip==26.3 && $(PY) -m pip install --require-hashes -r requirements-dev.txt; }
	@echo "$(ROOT)/include" > "$$($(PY) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/dtsen.pth"
	@printf '#!%s\nfrom dtsen.cli import main\n\nmain()\n' "$(PY)" > $(VENV)/bin/dtsen && chmod +x $(VENV)/bin/dtsen
	@touch $@ && echo "Ready: make run, make test"

run: setup ## one night over demo data through the scheduler; stops what it started
	@$(PY) -m dtsen_airflow.malam

up: setup ## leave Airflow running; shows its address and login
	@$(PY) -m dtsen_airflow.layanan nyala

down: ## stop every process that `make up` started
	@test ! -x $(PY) || $(PY) -m dtsen_airflow.layanan padam

test: setup ## the whole test suite
	@$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: setup ## ruff, and what is known of Dockerfile and docker-compose.yml without an engine (hadolint, compose config)
	@$(PY) -m ruff check . && $(PY) -m ruff format --check . && $(PY) -m pytest tests/unit/test_compose.py

lock: setup ## refresh the pins with what has been out for at least JEDA days (7)
	@batas=$$(date -u -d "$(or $(JEDA),7) days ago" +%F)T00:00:00Z && \
		sed -i "s/^exclude-newer = .*/exclude-newer = \"$$batas\"/" pyproject.toml && \
		for berkas in requirements requirements-dev; do \
			UV_NATIVE_TLS=1 $(VENV)/bin/uv pip compile pyproject.toml $$(test $$berkas = requirements || echo --group dev) \
				--upgrade --generate-hashes --no-header --no-annotate --python-version 3.11 --quiet -o $$berkas.txt; \
		done && git --no-pager diff --stat -- requirements.txt requirements-dev.txt

compose-check: setup ## the Compose stack for real: up, a night, restore, failures; skipped without a Docker engine
	@$(PY) docker/periksa.py $(if $(CELERY),--celery)

helm-check: setup ## render the official Helm chart (CHART=airflow-1.22.0.tgz) with our values; skipped without a chart
	-@test -z "$(CHART)" || $(PY) -c 'import helm_python, kubernetes_validate' 2>/dev/null || $(PY) -m pip install --quiet \
		--disable-pip-version-check helm-python-sdk==0.2.2 kubernetes-validate==1.37.0
	@$(PY) docker/helm/periksa.py $(CHART)

demo-data: setup ## demo submissions only, into data/landing
	@$(VENV)/bin/dtsen demo --scale tiny --faults

bench: setup ## benchmarks; never part of the tests
	@PYTHONPATH=$(ROOT):$(ROOT)/include $(PY) -m bench $(if $(SEMUA),semua) $(if $(PENUH),penuh) $(if $(KETEPATAN),ketepatan) $(if $(BOM),bom) $(if $(BANSOS),bansos) $(if $(WORKER),worker)

gambar: setup ## the pictures of the docs (docs/img), taken on a walk through the UI of a demo night
	@DTSEN_GAMBAR=$(ROOT)/docs/img $(PY) -m pytest tests/e2e/test_pagi.py

latih: setup ## train the model of record linkage anew (fixed seed); a run never does
	@$(PY) -m dtsen.linkage.latih

fuzz: setup ## fuzzing of the readers and normalisers for DETIK seconds (600); never part of the tests
	-@$(PY) -c 'import atheris' 2>/dev/null || $(PY) -m pip install --quiet --disable-pip-version-check atheris==3.0.0
	@PYTHONPATH=$(ROOT):$(ROOT)/include $(PY) -m fuzz $(or $(DETIK),600)

clean: down ## remove the embedded state (database, Airflow, logs) and caches; data/ stays
	@rm -rf .state .pytest_cache .ruff_cache .hypothesis
	@find include dags plugins tests -name __pycache__ -type d -prune -exec rm -rf {} +
