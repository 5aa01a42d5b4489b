# Every target can be run on a fresh clone, in any order, and again: what is done is not done twice.

.DEFAULT_GOAL := help
.SUFFIXES:
MAKEFLAGS += --no-print-directory

# The Swift runtime is linked in, so the binary runs where no Swift is installed.
RELEASE_FLAGS ?= --static-swift-stdlib
PREFIX ?= /usr/local
RELEASE_BINARY := .build/release/lockstep
SWIFT_FILES := $(wildcard Sources Tests Benchmarks Fuzzing) Package.swift

# A new compiler warning stops a contributor's check, never a user's build (see Package.swift).
# They share one build.
build lint test simulate: export LOCKSTEP_STRICT := 1

.PHONY: help
help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1 \2/p' $(MAKEFILE_LIST) | \
		while read -r make target text; do printf '  make %-10s %s\n' "$$target" "$$text"; done

.PHONY: demo
demo: release ## builds, then shows the whole loop on environments/ with an embedded cluster
	@$(RELEASE_BINARY) demo --exit

.PHONY: build
build: dependencies ## debug build
	@swift build

.PHONY: release
release: dependencies ## release build: .build/release/lockstep
	@swift build -c release $(RELEASE_FLAGS) --product lockstep

.PHONY: install
install: release ## copies the release build to PREFIX/bin (PREFIX=/usr/local)
	@install -d "$(DESTDIR)$(PREFIX)/bin"
	@install -m 755 $(RELEASE_BINARY) "$(DESTDIR)$(PREFIX)/bin/lockstep"

.PHONY: test
test: test-dependencies ## all tests; FILTER=name runs those whose name contains it
	@scripts/test.sh $(FILTER)

.PHONY: simulate
simulate: dependencies ## the whole loop under faults, SEEDS=10000 courses of events; SEED=n replays one
	@swift build -c release $(RELEASE_FLAGS) --product lockstep-simulate
	@SWIFT_DETERMINISTIC_HASHING=1 .build/release/lockstep-simulate \
		$(if $(SEED),--first $(SEED) --seeds 1 --trace,--seeds $(or $(SEEDS),10000))

.PHONY: lint
lint: dependencies ## format, scripts, and a build in which warnings are errors
	@swift format lint --strict --recursive --parallel $(SWIFT_FILES)
	@scripts/lint-scripts.sh
	@swift build --build-tests

.PHONY: format
format: ## rewrites the Swift sources in the project's format
	@swift format format --in-place --recursive --parallel $(SWIFT_FILES)

.PHONY: bench
bench: test-dependencies ## measures Lockstep against kubectl, and its JSON against Foundation's
	@Benchmarks/run.sh

.PHONY: fuzz
fuzz: dependencies ## feeds the rule language hostile input for SECONDS (60)
	@scripts/fuzz.sh $(SECONDS)

.PHONY: clean
clean: ## removes what the targets above made, so that the next build is a first build
	@rm -rf .build .venv

.PHONY: dependencies test-dependencies
dependencies:
	@scripts/install-dependencies.sh

test-dependencies:
	@scripts/install-dependencies.sh --tests
	@scripts/setup-tests.sh
