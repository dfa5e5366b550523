# Sets up and calls; the work itself is done by `habitat-graph` (see its --help).
#
#   make serve   sets up, builds a release if needed, and serves on http://127.0.0.1:8000
#   make test    sets up and runs every check
#
# `make serve PYTHON=/path/to/python3.12 ARGS="--port 9000"` chooses another Python or port.

# The first of these that is new enough makes the virtual environment.
PYTHON = python3 python3.14 python3.13 python3.12 python3.11
ARGS =

VENV = .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --quiet --disable-pip-version-check

# Where a copy of the report is at hand, every quotation is proved against it.
REPORT := $(wildcard ../shared/source/report.zh.txt)
ifndef HABITAT_SOURCE
ifneq ($(REPORT),)
export HABITAT_SOURCE := $(abspath $(REPORT))
endif
endif

# So is every link, where the reference tables are at hand.
TABLES := $(wildcard ../shared/reference)
ifndef HABITAT_REFERENCE
ifneq ($(TABLES),)
export HABITAT_REFERENCE := $(abspath $(TABLES))
endif
endif

# The endpoint is put to the test suites of others, where their archives are at hand.
SUITES := $(wildcard ../shared/suites)
ifndef HABITAT_SUITES
ifneq ($(SUITES),)
export HABITAT_SUITES := $(abspath $(SUITES))
endif
endif

.PHONY: serve test

serve: $(VENV)/installed
	HABITAT_STORE="$${HABITAT_STORE:-.store}" $(BIN)/habitat-graph serve $(ARGS)

test: $(VENV)/installed-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto
	$(BIN)/habitat-graph check
	$(BIN)/habitat-graph format --check

$(VENV)/created:
	@for python in $(PYTHON); do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    "$$python" -c 'import ensurepip, venv' 2>/dev/null || { \
	      echo "$$python cannot make virtual environments." \
	        "On Debian or Ubuntu: apt install python3-venv" >&2; exit 2; }; \
	    echo "Making $(VENV) with $$python"; \
	    "$$python" -m venv $(VENV) && touch $@ && exit 0; exit 2; \
	  fi; \
	done; \
	echo "Python 3.11 or newer is needed; none of these is: $(PYTHON)." \
	  "Install it, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 2

$(VENV)/installed: pyproject.toml $(VENV)/created
	$(PIP) install --editable .
	@touch $@

# Dependency groups need pip 25.1, newer than what many a Python brings.
$(VENV)/installed-for-tests: $(VENV)/installed
	$(PIP) install --upgrade "pip>=25.1"
	$(PIP) install --group test
	@touch $@
