# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Each target needs Python 3.10 or later, git and a package index, nothing else; what it installs lies in .cache.
# ARGS goes to the work behind a target, for example: make sanity ARGS="--core 2.21 -- --test pylint"

PYTHON ?= python3
ARGS ?=
RUN = $(PYTHON) tools/run.py

.DEFAULT_GOAL := help

.PHONY: help
help: ## show this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1|/' | awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

.PHONY: demo
demo: ## keep definitions as declared, on an emulated server (or on a real one: demo/README.md)
	@$(RUN) demo $(ARGS)

.PHONY: test
test: ## everything: lint, sanity, units, suites, integration, package
	@$(RUN) test $(ARGS)

.PHONY: lint
lint: ## look at the sources: ruff, mypy, yamllint, ansible-lint, REUSE, docs, changelog
	@$(RUN) lint $(ARGS)

.PHONY: sanity
sanity: ## ansible-test sanity on every supported ansible-core
	@$(RUN) sanity $(ARGS)

.PHONY: units
units: ## ansible-test units on the oldest and the newest of everything
	@$(RUN) units $(ARGS)

.PHONY: suites
suites: ## pytest suites: emulator, properties, corpus, tooling
	@$(RUN) suites $(ARGS)

.PHONY: test-auth
test-auth: ## sign in against Apache, nginx, Squid and a KDC; on Debian it installs them first, with apt-get
	@$(RUN) test-auth $(ARGS)

.PHONY: integration
integration: ## ansible-test integration on the oldest and the newest ansible-core
	@$(RUN) integration $(ARGS)

.PHONY: package
package: ## build, look into the tarball, install it, run Galaxy's importer
	@$(RUN) package $(ARGS)

.PHONY: bench
bench: ## measure; prints lines of "name: value"
	@$(RUN) bench $(ARGS)

.PHONY: soak
soak: ## two controllers, somebody else and faults for ten minutes; ARGS="-- --minutes 3 --runs 500"
	@$(RUN) soak $(ARGS)

.PHONY: emulator
emulator: ## start the emulated server on a free port and print its URL
	@$(RUN) emulator $(ARGS)

.PHONY: build
build: ## build the tarball
	@$(RUN) build $(ARGS)

.PHONY: format
format: ## format the Python sources in place
	@$(RUN) format $(ARGS)

.PHONY: lock
lock: ## pin what is installed to today's versions and their hashes; ARGS="--only tests --only lint"
	@$(RUN) lock $(ARGS)

.PHONY: clean
clean: ## remove everything that these targets have made
	@$(RUN) clean $(ARGS)
