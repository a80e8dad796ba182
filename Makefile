# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# The first Python that is new enough; PYTHON=... chooses another.
PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.14 python3.11,$(shell \
	$(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
SELF := .nox/self
NOX := $(SELF)/bin/nox --nocolor -f noxfile.py
READY := $(SELF)/ready

.DEFAULT_GOAL := help
.PHONY: help demo test check bench matrix

help:
	@echo "make demo    an installation from nothing, against the emulator: start here"
	@echo "make check   fast checks while editing: format, lint, types, units on the newest ansible-core here"
	@echo "make test    all that CI runs; ends with one line, N passed, N failed; logs in build/logs"
	@echo "make matrix  every test on every ansible-core; make test runs some on the newest only"
	@echo "make bench   speed, side by side; the table also goes to build/bench.json"
	@echo
	@echo "Single parts: $(SELF)/bin/nox --list, $(SELF)/bin/nox -s NAME [-- ARGUMENTS]"

demo: $(READY)
	@$(NOX) -s demo

test: $(READY)
	@$(NOX) -s ci

check: $(READY)
	@$(NOX) -s check

bench: $(READY)
	@$(NOX) -s bench

matrix: $(READY)
	@$(NOX) -s matrix

# nox and uv, once. A Python without ensurepip (Debian's, without python3-venv) lends its own pip.
$(READY): requirements/nox.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@echo "setting up $(SELF)"
	@rm -rf $(SELF)
	@$(PYTHON) -m venv $(SELF) >/dev/null 2>&1 || $(PYTHON) -m venv --clear --without-pip $(SELF)
	@if [ -x $(SELF)/bin/pip ]; then $(SELF)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements/nox.txt; \
	else $(PYTHON) -m pip --python $(SELF)/bin/python install --quiet --disable-pip-version-check -r requirements/nox.txt; fi
	@touch $(READY)
