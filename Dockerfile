# The operator's image: one self-contained, trimmed file on a base without a shell. `make image` builds it without an engine; any
# other builder of Dockerfiles does too. Both base images are arguments, for mirrors and for machines without a registry.
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0
ARG RUNTIME_IMAGE=mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled

FROM ${SDK_IMAGE} AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/Operator --use-current-runtime --self-contained --configuration Release --output /app --nologo \
    -p:PublishSingleFile=true -p:PublishTrimmed=true -p:PublishReadyToRun=true \
    -p:DebugType=none

FROM ${RUNTIME_IMAGE}
COPY --from=build /app/ModelMonitor.Operator /usr/local/bin/
# Debugger and profiler sockets would need a writable /tmp; the root filesystem may be read-only.
ENV DOTNET_EnableDiagnostics=0
# A number, so that the kubelet can check runAsNonRoot.
USER 65532:65532
ENTRYPOINT ["/usr/local/bin/ModelMonitor.Operator"]
