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

# The chart's copies of roles and policies, and where in config/ they come from.
RIGHTS := role.yaml=rbac/role.yaml \
  leader_election_role.yaml=rbac/leader_election_role.yaml \
  impersonate_role.yaml=rbac/impersonate/role.yaml \
  actor_role.yaml=rbac/impersonate/actor_role.yaml \
  namespaced_role.yaml=rbac/namespaced/role.yaml \
  metrics_auth_role.yaml=rbac/metrics/auth_role.yaml \
  metrics_reader_role.yaml=rbac/metrics/reader_role.yaml \
  view_role.yaml=rbac/users/view_role.yaml \
  edit_role.yaml=rbac/users/edit_role.yaml \
  policy.yaml=policy/policy.yaml \
  policy_binding.yaml=policy/binding.yaml

.PHONY: help
help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-19s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

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
generate: build ## Write CRD, RBAC and the lists of engines and exporters into crds/, config/ and docs/, and the chart's copies
	$(MANIFESTS)
	for copy in $(RIGHTS); do cp config/$${copy#*=} charts/modelmonitor/files/$${copy%%=*}; done
	cp crds/*.yaml charts/modelmonitor/crds/
	cp crds/*.yaml config/crd/
	mkdir -p charts/modelmonitor/files/dashboards
	cp config/grafana/*.json charts/modelmonitor/files/dashboards/
	cp config/prometheus/alerts.yaml charts/modelmonitor/files/
	hack/prometheus-rule > config/prometheus/prometheusrule.yaml
	$(MAKE) golden

.PHONY: golden
golden: ## Write what the chart makes of each case of tests/Charts/Cases into tests/Charts/Golden
	hack/chart-render --golden

.PHONY: generate-check
generate-check: build ## Fail when crds/, config/, docs/ or the chart's copies differ from what types and presets give
	$(MANIFESTS) --check
	for copy in $(RIGHTS); do diff config/$${copy#*=} charts/modelmonitor/files/$${copy%%=*} || exit 1; done
	diff -r crds charts/modelmonitor/crds
	diff -r --exclude=kustomization.yaml crds config/crd
	diff -r --exclude=kustomization.yaml config/grafana charts/modelmonitor/files/dashboards
	cmp config/prometheus/alerts.yaml charts/modelmonitor/files/alerts.yaml
	hack/prometheus-rule | cmp - config/prometheus/prometheusrule.yaml

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

.PHONY: replay
replay: ## Every policy on every trace into docs/replay.md (REPLAY="--quick --trace azure --out artifacts" for less)
	dotnet build tests/Replay -c Release -nologo -v quiet
	$(ARTIFACTS)/bin/Replay/release/ModelMonitor.Tests.Replay $(or $(REPLAY),--out docs)

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

.PHONY: cli
cli: ## Publish kubectl-modelmonitor as one self-contained file (artifacts/cli/; RUNTIME=osx-arm64 for another machine) and print its size
	dotnet publish src/Cli --configuration Release $(if $(RUNTIME),--runtime $(RUNTIME),--use-current-runtime) --self-contained \
	  --output $(ARTIFACTS)/publish/cli -nologo -v quiet -p:PublishSingleFile=true -p:PublishTrimmed=true -p:DebugType=none
	mkdir -p $(ARTIFACTS)/cli
	install -m 755 $(ARTIFACTS)/publish/cli/ModelMonitor.Cli $(ARTIFACTS)/cli/kubectl-modelmonitor
	printf '#!/bin/sh\nexec kubectl-modelmonitor __complete -- "$$@"\n' > $(ARTIFACTS)/cli/kubectl_complete-modelmonitor
	chmod 755 $(ARTIFACTS)/cli/kubectl_complete-modelmonitor
	@du -h --apparent-size $(ARTIFACTS)/cli/kubectl-modelmonitor

.PHONY: image
image: ## Build the operator's container image without a Docker engine; print size, layers and user; SBOM and licences beside it
	hack/image build --operator --out $(ARTIFACTS)/images
	hack/image describe $(ARTIFACTS)/images/modelmonitor-operator.tar

.PHONY: image-reproducible
image-reproducible: ## Build the image once more and fail when its layers are not the same to the last bit
	hack/image reproduce --out $(ARTIFACTS)/images

.PHONY: cluster-up
cluster-up: ## Start a real Kubernetes with one node on this machine (NAME=dev)
	hack/cluster up --name $(NAME) --node

.PHONY: cluster-down
cluster-down: ## Stop it and remove what it left (NAME=dev)
	hack/cluster down --name $(NAME)
