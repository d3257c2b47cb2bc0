# ModelMonitor. `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export DOTNET_CLI_TELEMETRY_OPTOUT ?= 1
export DOTNET_NOLOGO ?= 1

NAME ?= dev
CONFIGURATION ?= Release
ARTIFACTS := artifacts
CONFIG := $(shell echo $(CONFIGURATION) | tr A-Z a-z)
# The classes that call the API server say which rights they need; the generator reads them from the built assemblies.
MANIFESTS := $(ARTIFACTS)/bin/Cli/$(CONFIG)/ModelMonitor.Cli manifests \
  --assembly $(ARTIFACTS)/bin/Operator/$(CONFIG)/ModelMonitor.Operator.dll \
  --assembly $(ARTIFACTS)/bin/Operator/$(CONFIG)/ModelMonitor.Actions.dll \
  --assembly $(ARTIFACTS)/bin/Operator/$(CONFIG)/ModelMonitor.Kubernetes.dll

.PHONY: help
help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## Build everything; warnings are errors
	dotnet build Operator.sln -c $(CONFIGURATION) -nologo -v quiet

.PHONY: check
check: ## Format, build, generated files unchanged, all tests: what a change has to pass
	dotnet format Operator.sln whitespace --verify-no-changes
	$(MAKE) build
	$(MAKE) generate-check
	hack/test

.PHONY: generate
generate: build ## Write CRD, RBAC and the list of engines into crds/, config/ and docs/engines.md
	$(MANIFESTS)
	cp config/rbac/role.yaml config/rbac/leader_election_role.yaml charts/modelmonitor/files/
	cp crds/*.yaml charts/modelmonitor/crds/

.PHONY: generate-check
generate-check: build ## Fail when crds/, config/ or docs/engines.md differ from what types and presets give
	$(MANIFESTS) --check

.PHONY: test
test: build ## All tests, on a real Kubernetes and Prometheus that they start and stop; ends with "N passed, N failed"
	hack/test

.PHONY: test-unit
test-unit: build ## Only the tests that need nothing but .NET
	hack/test --unit

.PHONY: test-faults
test-faults: build ## Faults alone, with every plan of the crash sweep: the published operator killed before and after each write
	FAULTS=all hack/test --room Faults

.PHONY: test-newer
test-newer: build ## What needs a newer Kubernetes (KUBEBUILDER_ASSETS names its folder); prints what it had to skip
	hack/test-newer

.PHONY: demo
demo: build ## A latency breach healed on a real cluster, live (KEEP=1 leaves the cluster up, MODE=Paused shows it unhealed)
	dotnet run --project tests/Demo -c $(CONFIGURATION) --no-build

.PHONY: benchmark
benchmark: build ## Speed and memory, as ratios measured in one run
	dotnet run --project tests/Benchmarks -c $(CONFIGURATION) --no-build

.PHONY: bench-runtime
bench-runtime: build ## The published operator with 1,000 and 10,000 monitors: time, memory, requests, queue; about ten minutes
	hack/test --publish
	dotnet run --project tests/Benchmarks -c $(CONFIGURATION) --no-build -- runtime

.PHONY: bench-metrics
bench-metrics: build ## Queries, bytes, time and allocations of a tick for 10, 1,000 and 10,000 monitors, as ratios to a query per monitor and signal
	dotnet run --project tests/Benchmarks -c $(CONFIGURATION) --no-build -- metrics

.PHONY: soak
soak: build ## 20 minutes of killed leaders and failing objects: memory, lost or doubled acts, idle writes (SOAK_MINUTES=4 for a short one)
	hack/test --publish
	dotnet run --project tests/Benchmarks -c $(CONFIGURATION) --no-build -- soak

.PHONY: image
image: ## Build the operator's container image without a Docker engine (artifacts/images/)
	hack/image build --operator --out $(ARTIFACTS)/images

.PHONY: cluster-up
cluster-up: ## Start a real Kubernetes with one node on this machine (NAME=dev)
	hack/cluster up --name $(NAME) --node

.PHONY: cluster-down
cluster-down: ## Stop it and remove what it left (NAME=dev)
	hack/cluster down --name $(NAME)
