# Two commands: `make site` builds the site, `make test` runs all tests. Each sets up all it needs first.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: site editions test serve validate bench lock clean

site: .venv/ready
	$(BIN)/casebook build

editions: .venv/editions-ready
	$(BIN)/casebook offline

test: .venv/test-ready
	$(BIN)/python -m pytest

serve: .venv/ready
	$(BIN)/casebook serve

validate: .venv/ready
	$(BIN)/casebook validate

bench: .venv/test-ready
	$(BIN)/python scripts/bench.py

lock: .venv/ready
	$(BIN)/python -m pip install -q uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra editions --extra test pyproject.toml -o requirements-test.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements-test.lock --extra editions pyproject.toml -o requirements-editions.lock

clean:
	rm -rf .venv .cache .casebook site

.venv/ready: requirements.lock pyproject.toml scripts/setup.sh
	sh scripts/setup.sh "$(PYTHON)" requirements.lock
	touch $@

.venv/editions-ready: .venv/ready requirements-editions.lock scripts/editions.sh
	sh scripts/setup.sh "$(PYTHON)" requirements-editions.lock
	sh scripts/editions.sh
	touch $@

.venv/test-ready: .venv/ready requirements-test.lock
	sh scripts/setup.sh "$(PYTHON)" requirements-test.lock
	sh scripts/browsers.sh
	touch $@
