# Two commands do all: `make demo` and `make test`. Both set up .venv from the locked requirements first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check fix app benchmark benchmark-network interruptions conformity hot-spots validation verify-ten schemas architecture readme messages clean

# The first station is finished within a minute; the whole run takes it over.
demo: $(VENV)/.ready
	$(BIN)/emfassess assess --only example-rooftop
	@echo
	@echo "The first station: reports/example-rooftop/map.html and report.pdf; all others follow."
	@echo
	$(BIN)/emfassess assess
	$(BIN)/emfassess publish
	@echo
	@echo "Maps and reports:  reports/<station id>/map.html and report.pdf, e.g. reports/example-rooftop/"
	@echo "Open the portal:   site/index.html in a browser; check it: $(BIN)/emfassess verify site"
	@echo "Open the app:      $(BIN)/emfassess app"

test: check
	$(BIN)/python -m pytest -n 2 -q

check: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: $(VENV)/.ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

app: $(VENV)/.ready
	$(BIN)/emfassess app

benchmark: $(VENV)/.ready
	$(BIN)/python benchmarks/kernel.py
	$(BIN)/python benchmarks/source_elements.py
	$(BIN)/python benchmarks/line_of_sight.py
	$(BIN)/python benchmarks/scale.py --write

benchmark-network: $(VENV)/.ready
	$(BIN)/python benchmarks/network.py --write

interruptions: $(VENV)/.ready
	$(BIN)/python benchmarks/interruptions.py

conformity: $(VENV)/.ready
	$(BIN)/python docs/make_conformity.py

hot-spots: $(VENV)/.ready
	$(BIN)/python docs/make_hot_spots.py

validation: $(VENV)/.ready
	$(BIN)/python benchmarks/validation $(DRIVE_TEST)

verify-ten: $(VENV)/.ready
	$(BIN)/python docs/make_verify_ten.py

schemas: $(VENV)/.ready
	$(BIN)/python docs/make_schemas.py

architecture: $(VENV)/.ready
	$(BIN)/python docs/make_architecture.py

readme: $(VENV)/.ready
	$(BIN)/python docs/make_readme.py

messages: $(VENV)/.ready
	$(BIN)/python -m emfassess.language.extraction

$(VENV)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
