# Two commands: `make run` serves Liandan with a demo city, `make test` runs the tests. Both install what is missing.
# With DATABASE_URL set they use that PostgreSQL; else a private one is started and stays (`make stop` ends it).

PORT ?= 8000
# How many processes test side by side, each with a database of its own; 0 is one, in which pytest's --pdb works.
PROCESSES ?= 2
export LIANDAN_LOCAL ?= 1
export PUBLIC_URL ?= http://127.0.0.1:$(PORT)

python := .venv/bin/python
faces := .liandan/fonts/bold.otf
messages := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))

.PHONY: run test setup setup-dev system system-test lint format check cross-check stop bench pictures lock

run: setup
	$(python) manage.py prepare
	WITH_WORKER=1 exec .venv/bin/gunicorn config.wsgi --config config/gunicorn.py --bind 127.0.0.1:$(PORT)

test: setup-dev
	$(python) -m pytest --numprocesses $(PROCESSES) --dist worksteal $(ARGS)

lint: setup-dev
	.venv/bin/ruff check .
	.venv/bin/lint-imports --no-cache

format: setup-dev
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

# What the application itself can say is wrong: lint, format, migrations in step, settings, API description.
check: lint
	.venv/bin/ruff format --check .
	$(python) manage.py makemigrations --check --dry-run
	$(python) manage.py check --database default --fail-level WARNING
	$(python) manage.py spectacular --validate --fail-on-warn --file /dev/null

# Our QR tokens before a verifier of somebody else's. It wants an older cbor2, so it lives in an environment of its own.
cross-check: setup-dev .venv-cwt/.installed
	CWT_PYTHON=.venv-cwt/bin/python $(python) -m pytest tests/manifests/test_token.py -k cwt

.venv-cwt/.installed:
	python3 -m venv .venv-cwt
	.venv-cwt/bin/pip install --quiet --disable-pip-version-check "cwt==3.3.0"
	touch $@

stop:
	[ ! -x $(python) ] || $(python) -m config.postgres stop

bench pictures: setup-dev
	$(python) manage.py $@ $(ARGS)

lock:
	config/setup/lock.sh

# Set-up. Each step leaves a stamp and is skipped while its stamp is newer than what it was made from.

setup: system .venv/.installed node_modules/.installed $(faces) $(messages)

setup-dev: system-test .venv/.installed-dev node_modules/.installed $(faces) $(messages)

system:
	@config/setup/system.sh run

system-test:
	@config/setup/system.sh test

.venv/bin/python: | system
	python3 -m venv .venv

.venv/.installed: requirements.lock | .venv/bin/python
	.venv/bin/pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

.venv/.installed-dev: requirements-dev.lock .venv/.installed
	.venv/bin/pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

node_modules/.installed: package.json package-lock.json .npmrc | system
	config/setup/browser.sh
	touch $@

$(faces): config/setup/faces.py | system
	python3 $< $(@D)

%.mo: %.po | system
	msgfmt --check-format --output-file $@ $<
