using System.Text.Json.Nodes;

namespace ModelMonitor.Tests.Crd;

/// <summary>
/// Specs and what has to be said about them: the one table that the CEL rules (on a real API server) and their run-time twins both pass.
/// </summary>
public static class ModelMonitorCases
{
    private const string Label = "a DNS-1123 label: lower-case letters, digits and '-', with a letter or digit at both ends";
    private const string Latency = "a latency's bound is a duration from 1ms to 1h, for example 750ms or 1s";
    private const string Share = "a share's bound is a percentage above 0% and below 100%, for example 1% or 0.5%";
    private const string Count = "a count's bound is a number above 0 and below 1000000, for example 5; quote fractions: '2.5'";
    private const string Direction = "latencies, errors, temperatures and drift are good when they are low: write below instead of above";
    private const string High = "availability, accuracy, precision, recall and f1 are good when they are high: write above instead of below";
    private const string Custom =
        "a custom query's bound is a duration from 1ms to 1h (the query then gives seconds), a percentage above 0% and below 100%, or a number "
        + "above 0 and below 1000000; quote fractions: '2.5'";
    private const string Samples =
        "minSamples needs samplesQuery (with custom), or one of accuracy, precision, recall and f1: remove it, or say how samples are counted";
    private const string NoQuery = "query and samplesQuery belong to the indicator custom: remove them, or write indicator: custom";
    private const string OneBound = "give exactly one of below and above";
    private const string Policies =
        "policies must not be empty: leave it out for the defaults, or set selectPolicy to Disabled to stop this direction";
    private const string Subdomain =
        "name must be a DNS-1123 subdomain: lower-case letters, digits, '-' and '.', with a letter or digit at both ends of each part";
    private const string Model =
        "model must have at least one character and no control or formatting characters; leave it out for all models of the pods";
    private const string Unknown =
        "scaling.objectives must hold names of objectives of this monitor (left out, a name is the indicator's): correct or remove the others";
    private const string BudgetTarget = "target must be a percentage above 0% and below 100%, for example 99% or 99.9%";
    private const string BudgetShare =
        "budget.target must be at least the quantile's share (p95, which also holds when quantile is left out, is 95%): raise target or lower quantile";
    private const string BudgetMean = "a budget counts the requests within the bound, which a mean does not know: write a quantile, or remove budget";
    private const string Wake = "wakeQuery must hold $selector in each of its selectors, and not $pods: while the target is at 0 there is no pod";
    private const string Zero = "minReplicas of 0 needs a wakeQuery, which tells when requests wait for the first pod: write one, or raise minReplicas to 1";
    private const string Preset = $"preset must name an exporter preset, {Label}";
    private const string ImageMessage =
        "image must name a registry, a repository in lower case and a digest, for example registry.example.com/gpu/dcgm-exporter@sha256:<64 hexadecimal digits>";
    private const string Repository = "registry.example.com/gpu/exporter";
    private const string Digest = "@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string Reserve = "reserve must be a number of pods from 0 to 1000, or a percentage from 0% to 1000%, for example 2 or 25%";
    private const string Indicators =
        "supported values: \"time-to-first-token\", \"inter-token-latency\", \"time-per-output-token\", \"request-latency\", "
        + "\"queue-wait\", \"error-ratio\", \"kv-cache-use\", \"waiting\", \"in-flight\", "
        + "\"request-rate\", \"token-throughput\", \"availability\", \"gpu-utilization\", \"gpu-memory-use\", \"gpu-temperature\", \"gpu-errors\", \"cpu-use\", "
        + "\"memory-use\", \"accuracy\", \"precision\", \"recall\", \"f1\", \"drift-psi\", \"drift-ks\", \"custom\"";

    /// <summary>One spec.</summary>
    /// <param name="Name">What it shows.</param>
    /// <param name="Spec">The spec in JSON.</param>
    /// <param name="Field">The field at fault; null when the spec is right.</param>
    /// <param name="Message">What has to be said; null when the spec is right.</param>
    public sealed record Case(string Name, string Spec, string? Field = null, string? Message = null)
    {
        /// <inheritdoc />
        public override string ToString() => Name;
    }

    /// <summary>Specs that are right.</summary>
    public static IReadOnlyList<Case> Valid { get; } =
    [
        new("the smallest", Spec("""{"objectives": [{"indicator": "time-to-first-token", "below": "1s"}]}""")),
        new("with an empty metrics and behavior", Spec("""{"metrics": {}, "scaling": {"maxReplicas": 2, "behavior": {}}}""")),
        new("every field", Spec("""
            {"mode": "Recommend", "engine": "vllm", "metrics": {"source": "prod", "model": "meta/Llama 3 \"70b\" ✓"},
             "objectives": [{"name": "first-token", "indicator": "time-to-first-token", "quantile": "p99.9", "below": "1m30s"},
                            {"name": "fast", "indicator": "time-to-first-token", "quantile": "p50", "below": "0.5s"}],
             "scaling": {"minReplicas": 2, "maxReplicas": 1000, "objectives": ["first-token"],
               "behavior": {"scaleUp": {"stabilizationWindowSeconds": 3600, "selectPolicy": "Min",
                 "policies": [{"type": "Percent", "value": 900, "periodSeconds": 1800}]},
               "scaleDown": {"selectPolicy": "Disabled"}}}}
            """)),
        new("another kind", Spec("""{"targetRef": {"apiVersion": "leaderworkerset.x-k8s.io/v1beta2", "kind": "LeaderWorkerSet", "name": "a.b-1"}}""")),
        new("the shortest and longest latency", Objectives("""
            {"indicator": "inter-token-latency", "below": "1ms"}, {"indicator": "request-latency", "below": "60m"},
            {"indicator": "queue-wait", "below": "0.001s"}, {"indicator": "time-per-output-token", "below": "59m59.999s"}
            """)),
        new("shares", Objectives("""
            {"indicator": "error-ratio", "below": "0.0001%"}, {"indicator": "kv-cache-use", "below": "99.9999%"},
            {"name": "warm", "indicator": "kv-cache-use", "above": "05%"}
            """)),
        new("counts", Objectives("""
            {"indicator": "waiting", "below": 999999}, {"indicator": "in-flight", "below": "2.5"},
            {"name": "busy", "indicator": "in-flight", "above": 1}, {"name": "few", "indicator": "waiting", "above": "0.001"}
            """)),
        new("minReplicas equal to maxReplicas", Spec("""{"scaling": {"minReplicas": 3, "maxReplicas": 3}}""")),
        new("an objective named by its indicator", Spec("""{"scaling": {"maxReplicas": 3, "objectives": ["time-to-first-token"]}}""")),
        new("exporters and predictions", Objectives("""
            {"indicator": "gpu-temperature", "below": 85}, {"indicator": "gpu-utilization", "above": "30%"}, {"indicator": "gpu-errors", "below": 1},
            {"indicator": "cpu-use", "below": "90%"}, {"indicator": "availability", "above": "99.9%"}, {"indicator": "token-throughput", "above": 5000},
            {"indicator": "f1", "above": "92%", "minSamples": 500}, {"indicator": "drift-psi", "below": "0.25"}, {"indicator": "drift-ks", "below": "0.1"}
            """)),
        new("queries of one's own", Objectives("""
            {"name": "answers", "indicator": "custom", "above": "92%", "query": "sum(rate(good_total{$selector}[1h])) / sum(rate(all_total{$selector}[1h]))",
             "samplesQuery": "sum(increase(all_total{$selector}[1h]))", "minSamples": 200},
            {"name": "lag", "indicator": "custom", "below": "750ms", "query": "max(lag_seconds{$pods})"},
            {"name": "depth", "indicator": "custom", "below": "2.5", "query": "max(depth{$pods})"},
            {"name": "size", "indicator": "custom", "above": 7, "query": "max(size{$pods})"}
            """)),
        new("a mean, another engine and an endpoint", Spec("""
            {"engine": "my-server", "metrics": {"service": "chat-svc", "port": 65535, "path": "/prometheus/metrics"},
             "objectives": [{"indicator": "request-latency", "quantile": "mean", "below": "1s"}]}
            """)),
        new("budgets of a quantile, of errors and of judged intervals", Objectives("""
            {"indicator": "time-to-first-token", "below": "1s", "budget": {"target": "95%", "window": "30d"}},
            {"indicator": "request-latency", "quantile": "p99.9", "below": "20s", "budget": {"target": "99.9%", "window": "1d"}},
            {"indicator": "error-ratio", "below": "5%", "budget": {"target": "90%", "window": "90d"}},
            {"indicator": "gpu-temperature", "below": 85, "budget": {"target": "0.0001%", "window": "7d"}}
            """)),
        new("a budget below the default quantile's share, of a lower quantile", Objectives("""
            {"indicator": "queue-wait", "quantile": "p50", "below": "1s", "budget": {"target": "50.0%"}},
            {"indicator": "custom", "query": "up{$pods}", "above": 1, "budget": {"target": "99.9999%", "window": "28d"}}
            """)),
        new("a reserve of pods", Spec("""{"scaling": {"maxReplicas": 2, "reserve": 1000}}""")),
        new("a reserve of none", Spec("""{"scaling": {"maxReplicas": 2, "reserve": 0}}""")),
        new("a reserve as a share", Spec("""{"scaling": {"maxReplicas": 2, "reserve": "25%"}}""")),
        new("the largest reserve", Spec("""{"scaling": {"maxReplicas": 2, "reserve": "1000%"}}""")),
        new("a scale to zero", Spec("""{"scaling": {"minReplicas": 0, "maxReplicas": 2, "wakeQuery": "sum(gateway_pending_requests{$selector,model=\"chat\"})"}}""")),
        new("a wakeQuery that is not needed", Spec("""{"scaling": {"maxReplicas": 2, "wakeQuery": "sum(pending{$selector})"}}""")),
        new("a GPU exporter of all defaults", Spec("""{"gpuExporter": {}}""")),
        new("every field of a GPU exporter", Spec($$$"""
            {"gpuExporter": {"mode": "Sidecar", "preset": "nvidia-gpu-exporter", "image": "{{{Repository}}}{{{Digest}}}", "rollout": "Manual"}}
            """)),
        new("an image of a registry with a port", Image("registry-1.example.com:5000/a/b_c/d.e-f" + Digest)),
        new("an image of this machine", Image("localhost/exporter" + Digest)),
        new("an image of 512 characters", Image($"a.io/{new string('b', 435)}{Digest}")),
        new("16 objectives", Objectives(string.Join(',', Enumerable.Range(0, 16).Select(Named)))),
    ];

    /// <summary>Specs with one mistake each.</summary>
    public static IReadOnlyList<Case> Invalid { get; } =
    [
        Bad("a path as target name", """{"targetRef": {"name": "../secrets"}}""", "spec.targetRef.name", Subdomain),
        Bad("capitals in the target name", """{"targetRef": {"name": "Chat"}}""", "spec.targetRef.name", Subdomain),
        Bad("a reversed target name", """{"targetRef": {"name": "chat\u202e"}}""", "spec.targetRef.name", Subdomain),
        Bad("a line break after the target name", """{"targetRef": {"name": "chat\n"}}""", "spec.targetRef.name", Subdomain),
        Bad("a dot at the end of the target name", """{"targetRef": {"name": "chat."}}""", "spec.targetRef.name", Subdomain),
        Bad("a target name of 254 characters", $$$"""{"targetRef": {"name": "{{{new string('a', 254)}}}"}}""", "spec.targetRef.name",
            "Too long: may not be more than 253 bytes"),
        Bad("no target name", """{"targetRef": {"name": null}}""", "spec.targetRef.name", "Required value"),
        Bad("a kind in lower case", """{"targetRef": {"kind": "deployment"}}""", "spec.targetRef.kind",
            "kind must be a kind in CamelCase, for example Deployment"),
        Bad("a group without version", """{"targetRef": {"apiVersion": "apps"}}""", "spec.targetRef.apiVersion",
            "apiVersion must be a group and version, for example apps/v1, or a version alone for the core group"),
        Bad("an engine in capitals", """{"engine": "vLLM"}""", "spec.engine", $"engine must name an engine preset, {Label}"),
        Bad("an engine of 64 characters", $$$"""{"engine": "{{{new string('a', 64)}}}"}""", "spec.engine", "Too long: may not be more than 63 bytes"),
        Bad("a Service of another namespace", """{"metrics": {"service": "other/chat"}}""", "spec.metrics.service",
            $"service must name a Service of the monitor's namespace, {Label}"),
        Bad("port 0", """{"metrics": {"port": 0}}""", "spec.metrics.port", "should be greater than or equal to 1"),
        Bad("port 65536", """{"metrics": {"port": 65536}}""", "spec.metrics.port", "should be less than or equal to 65535"),
        Bad("a path with a query", """{"metrics": {"path": "/metrics?x=1"}}""", "spec.metrics.path",
            "path must begin with / and hold only letters, digits and -._~/, for example /metrics"),
        Bad("a path that is a URL", """{"metrics": {"path": "http://metadata/"}}""", "spec.metrics.path",
            "path must begin with / and hold only letters, digits and -._~/, for example /metrics"),
        Bad("a URL as metrics source", """{"metrics": {"source": "http://prometheus:9090"}}""", "spec.metrics.source",
            $"source must name a metrics source of the operator's configuration, {Label}"),
        Bad("a metrics source of 64 characters", $$$"""{"metrics": {"source": "{{{new string('a', 64)}}}"}}""", "spec.metrics.source",
            "Too long: may not be more than 63 bytes"),
        Bad("an empty model", """{"metrics": {"model": ""}}""", "spec.metrics.model", Model),
        Bad("a model with a line break", """{"metrics": {"model": "a\nb"}}""", "spec.metrics.model", Model),
        Bad("a model that ends in a line break", """{"metrics": {"model": "a\n"}}""", "spec.metrics.model", Model),
        Bad("a model with a hidden tag", """{"metrics": {"model": "a\udb40\udc41"}}""", "spec.metrics.model", Model),
        Bad("a model of 257 characters", $$$"""{"metrics": {"model": "{{{new string('ä', 257)}}}"}}""", "spec.metrics.model",
            "Too long: may not be more than 256 bytes"),

        Bad("an exporter preset in capitals", """{"gpuExporter": {"preset": "DCGM"}}""", "spec.gpuExporter.preset", Preset),
        Bad("an empty exporter preset", """{"gpuExporter": {"preset": ""}}""", "spec.gpuExporter.preset", Preset),
        Bad("an exporter preset that is a path", """{"gpuExporter": {"preset": "../dcgm"}}""", "spec.gpuExporter.preset", Preset),
        Bad("an exporter preset with a line break", """{"gpuExporter": {"preset": "dcgm\n"}}""", "spec.gpuExporter.preset", Preset),
        Bad("an exporter preset that only looks right", """{"gpuExporter": {"preset": "d\u0441gm"}}""", "spec.gpuExporter.preset", Preset),
        Bad("an exporter preset of 64 characters", $$$"""{"gpuExporter": {"preset": "{{{new string('a', 64)}}}"}}""", "spec.gpuExporter.preset",
            "Too long: may not be more than 63 bytes"),
        BadImage("an empty image", ""),
        BadImage("an image by the tag latest", $"{Repository}:latest"),
        BadImage("an image without tag and digest", Repository),
        BadImage("an image by tag and digest", $"{Repository}:4.5.3{Digest}"),
        BadImage("an image by a short digest", $"{Repository}@sha256:0123456789abcdef"),
        BadImage("an image by a digest in capitals", Repository + Digest.ToUpperInvariant()),
        BadImage("an image by another digest", $"{Repository}@sha512:{new string('0', 128)}"),
        BadImage("an image in capitals", $"registry.example.com/GPU/exporter{Digest}"),
        BadImage("an image of a registry in capitals", $"Registry.example.com/gpu/exporter{Digest}"),
        BadImage("an image without registry", $"gpu/exporter{Digest}"),
        BadImage("a registry without image", $"registry.example.com{Digest}"),
        BadImage("an image that is a URL", $"http://{Repository}{Digest}"),
        BadImage("an image behind a name and password", $"user:secret@{Repository}{Digest}"),
        BadImage("an image that climbs", $"registry.example.com/gpu/../exporter{Digest}"),
        BadImage("an image with a Cyrillic letter", $"registry.ex\u0430mple.com/gpu/exporter{Digest}"),
        BadImage("an image with a full-width slash", $"registry.example.com\uff0fgpu/exporter{Digest}"),
        BadImage("an image that ends in a line break", Repository + Digest + "\\n"),
        BadImage("an image with a NUL", $"{Repository}\\u0000{Digest}"),
        BadImage("an image that is reversed", $"\\u202e{Repository}{Digest}"),
        BadImage("an image of 513 characters", $"a.io/{new string('b', 436)}{Digest}", "Too long: may not be more than 512 bytes"),
        BadImage("an image of 10 KB", new string('a', 10_240), "Too long: may not be more than 512 bytes"),

        BadObjectives("no objective", "", "spec.objectives", "give at least one objective"),
        BadObjectives("17 objectives", string.Join(',', Enumerable.Range(0, 17).Select(Named)), "spec.objectives",
            "Too many: 17: must have at most 16 items"),
        BadObjectives("the same indicator twice without names",
            """{"indicator": "waiting", "below": 5}, {"indicator": "waiting", "above": 1}""", "spec.objectives",
            "two objectives have the same name (left out, it is the indicator's): give one of them another name"),
        BadObjectives("a name that is another's indicator",
            """{"indicator": "waiting", "below": 5}, {"name": "waiting", "indicator": "in-flight", "below": 5}""", "spec.objectives",
            "two objectives have the same name (left out, it is the indicator's): give one of them another name"),
        BadObjective("an objective name with a blank", """{"name": "first token"}""", ".name", $"name must be {Label}"),
        BadObjective("an objective name that ends in a dash", """{"name": "first-"}""", ".name", $"name must be {Label}"),
        BadObjective("an unknown indicator", """{"indicator": "ttft"}""", ".indicator", $"Unsupported value: \"ttft\": {Indicators}"),
        BadObjective("no indicator", """{"indicator": null}""", ".indicator", "Required value"),
        BadObjective("an unknown quantile", """{"quantile": "p42"}""", ".quantile",
            "Unsupported value: \"p42\": supported values: \"p50\", \"p75\", \"p90\", \"p95\", \"p99\", \"p99.9\", \"mean\""),
        BadObjective("a quantile of a share", """{"indicator": "error-ratio", "quantile": "p95", "below": "1%"}""", ".quantile",
            "quantile needs a latency indicator (time-to-first-token, inter-token-latency, time-per-output-token, request-latency, "
            + "queue-wait); remove it"),
        BadObjective("no bound", """{"below": null}""", "", OneBound),
        BadObjective("two bounds", """{"above": "1s"}""", "", OneBound),
        BadObjective("two bounds of a share", """{"indicator": "kv-cache-use", "below": "90%", "above": "10%"}""", "", OneBound),
        BadObjective("a latency above", """{"below": null, "above": "1s"}""", ".above", Direction),
        BadObjective("an error ratio above", """{"indicator": "error-ratio", "below": null, "above": "99%"}""", ".above", Direction),
        BadObjective("a GPU temperature above", """{"indicator": "gpu-temperature", "below": null, "above": 85}""", ".above", Direction),
        BadObjective("drift above", """{"indicator": "drift-psi", "below": null, "above": "0.1"}""", ".above", Direction),
        BadObjective("availability below", """{"indicator": "availability", "below": "99%"}""", ".below", High),
        BadObjective("f1 below", """{"indicator": "f1", "below": "92%"}""", ".below", High),
        BadObjective("accuracy as a number", """{"indicator": "accuracy", "below": null, "above": "0.92"}""", ".above", Share),
        BadObjective("a temperature as percentage", """{"indicator": "gpu-temperature", "below": "85%"}""", ".below", Count),
        BadObjective("custom without a query", """{"indicator": "custom", "below": 5}""", "", "the indicator custom needs a query"),
        BadObjective("a query of another indicator", """{"query": "up{$pods}"}""", "", NoQuery),
        BadObjective("a samplesQuery of another indicator", """{"samplesQuery": "up{$pods}"}""", "", NoQuery),
        BadObjective("an empty query", """{"indicator": "custom", "below": 5, "query": ""}""", ".query", "a query must not be empty: write one, or remove the field"),
        BadObjective("a query of 2049 characters", $$$"""{"indicator": "custom", "below": 5, "query": "{{{new string('1', 2049)}}}"}""", ".query",
            "Too long: may not be more than 2048 bytes"),
        BadObjective("minSamples of a latency", """{"minSamples": 5}""", ".minSamples", Samples),
        BadObjective("minSamples of a query without samplesQuery", """{"indicator": "custom", "below": 5, "query": "up{$pods}", "minSamples": 5}""",
            ".minSamples", Samples),
        BadObjective("no samples as the least", """{"indicator": "accuracy", "below": null, "above": "92%", "minSamples": 0}""", ".minSamples",
            "should be greater than or equal to 1"),
        BadObjective("a custom bound in days", """{"indicator": "custom", "query": "up{$pods}", "below": "1d"}""", ".below", Custom),
        BadObjective("a custom bound of 0 %", """{"indicator": "custom", "query": "up{$pods}", "below": "0%"}""", ".below", Custom),
        BadObjective("a custom bound of 2 h", """{"indicator": "custom", "query": "up{$pods}", "below": null, "above": "2h"}""", ".above", Custom),
        BadObjective("a custom bound of a million", """{"indicator": "custom", "query": "up{$pods}", "below": 1000000}""", ".below", Custom),
        BadObjectives("five budgets",
            string.Join(',', Enumerable.Range(0, 5).Select(i => $$$"""{"name": "o{{{i}}}", "indicator": "waiting", "below": 5, "budget": {"target": "99%"}}""")),
            "spec.objectives", "at most 4 objectives may have a budget: remove it from those that nobody looks at"),
        BadObjective("a budget without target", """{"budget": {"window": "7d"}}""", ".budget.target", "Required value"),
        BadObjective("a budget of everything", """{"budget": {"target": "100%"}}""", ".budget.target", BudgetTarget),
        BadObjective("a budget of nothing", """{"budget": {"target": "0.0%"}}""", ".budget.target", BudgetTarget),
        BadObjective("a budget as a fraction", """{"budget": {"target": "0.99"}}""", ".budget.target", BudgetTarget),
        BadObjective("a budget with five decimals", """{"budget": {"target": "99.99999%"}}""", ".budget.target", BudgetTarget),
        BadObjective("a budget with a line break", """{"budget": {"target": "99%\n"}}""", ".budget.target", BudgetTarget),
        BadObjective("a budget of 17 characters", """{"budget": {"target": "99.0000000000000%"}}""", ".budget.target", "Too long: may not be more than 16 bytes"),
        BadObjective("a budget over two days", """{"budget": {"target": "99%", "window": "2d"}}""", ".budget.window",
            "Unsupported value: \"2d\": supported values: \"1d\", \"7d\", \"28d\", \"30d\", \"90d\""),
        BadObjective("a budget below the default quantile", """{"budget": {"target": "94.9%"}}""", ".budget.target", BudgetShare),
        BadObjective("a budget below p99.9", """{"quantile": "p99.9", "budget": {"target": "99.8999%"}}""", ".budget.target", BudgetShare),
        BadObjective("a budget of a mean", """{"quantile": "mean", "budget": {"target": "90%"}}""", ".budget", BudgetMean),
        BadObjective("a unit that does not exist", """{"below": "5x"}""", ".below", Latency),
        BadObjective("a duration without unit", """{"below": "5"}""", ".below", Latency),
        BadObjective("a duration as integer", """{"below": 5}""", ".below", Latency),
        BadObjective("an empty duration", """{"below": ""}""", ".below", Latency),
        BadObjective("a duration in days", """{"below": "1d"}""", ".below", Latency),
        BadObjective("a negative duration", """{"below": "-5s"}""", ".below", Latency),
        BadObjective("a duration of 0", """{"below": "0s"}""", ".below", Latency),
        BadObjective("a duration in microseconds", """{"below": "999us"}""", ".below", Latency),
        BadObjective("a duration just too short", """{"below": "0.999ms"}""", ".below", Latency),
        BadObjective("a duration just too long", """{"below": "1h1ms"}""", ".below", Latency),
        BadObjective("an enormous duration", """{"below": "9999999999h"}""", ".below", Latency),
        BadObjective("the largest duration that fits", """{"below": "999999h999999h1h"}""", ".below", Latency),
        BadObjective("a duration in other digits", """{"below": "١s"}""", ".below", Latency),
        BadObjective("a duration with a line break", """{"below": "1s\n"}""", ".below", Latency),
        BadObjective("a percentage as duration", """{"below": "1%"}""", ".below", Latency),
        BadObjective("a bound of 17 characters", """{"below": "0.00000000000001s"}""", ".below", "Too long: may not be more than 16 bytes"),
        BadObjective("a share without percent sign", """{"indicator": "error-ratio", "below": "0.01"}""", ".below", Share),
        BadObjective("a share as integer", """{"indicator": "error-ratio", "below": 1}""", ".below", Share),
        BadObjective("no share", """{"indicator": "error-ratio", "below": "0%"}""", ".below", Share),
        BadObjective("no share with decimals", """{"indicator": "kv-cache-use", "below": "0.0000%"}""", ".below", Share),
        BadObjective("the whole share", """{"indicator": "kv-cache-use", "below": "100%"}""", ".below", Share),
        BadObjective("more than the whole share", """{"indicator": "error-ratio", "below": "100.5%"}""", ".below", Share),
        BadObjective("a share in other digits", """{"indicator": "error-ratio", "below": "٩٩.٩%"}""", ".below", Share),
        BadObjective("a share above that is none", """{"indicator": "kv-cache-use", "below": null, "above": "half"}""", ".above", Share),
        BadObjective("a count of 0", """{"indicator": "waiting", "below": 0}""", ".below", Count),
        BadObjective("a negative count", """{"indicator": "waiting", "below": -1}""", ".below", Count),
        BadObjective("a count of a million", """{"indicator": "in-flight", "below": 1000000}""", ".below", Count),
        BadObjective("a count as duration", """{"indicator": "waiting", "below": "5s"}""", ".below", Count),
        BadObjective("a count of 0 in quotes", """{"indicator": "waiting", "below": "0.0"}""", ".below", Count),
        BadObjective("an infinite count", """{"indicator": "waiting", "below": "Inf"}""", ".below", Count),
        BadObjective("a count with thousands", """{"indicator": "waiting", "below": "1,000"}""", ".below", Count),
        BadObjective("a count above that is none", """{"indicator": "in-flight", "below": null, "above": "1e3"}""", ".above", Count),

        BadScaling("minReplicas of 0 without a wakeQuery", """{"minReplicas": 0}""", ".minReplicas", Zero),
        BadScaling("a negative minReplicas", """{"minReplicas": -1}""", ".minReplicas", "should be greater than or equal to 0"),
        BadScaling("an empty wakeQuery", """{"wakeQuery": ""}""", ".wakeQuery", Wake),
        BadScaling("a wakeQuery of pods", """{"minReplicas": 0, "wakeQuery": "sum(pending{$pods})"}""", ".wakeQuery", Wake),
        BadScaling("a wakeQuery of the namespace and of pods", """{"wakeQuery": "sum(pending{$selector}) + sum(waiting{$pods})"}""", ".wakeQuery", Wake),
        BadScaling("a wakeQuery of 2049 characters", $$$"""{"wakeQuery": "$selector{{{new string('1', 2040)}}}"}""", ".wakeQuery",
            "Too long: may not be more than 2048 bytes"),
        BadScaling("a negative reserve", """{"reserve": -1}""", ".reserve", Reserve),
        BadScaling("a reserve of 1001", """{"reserve": 1001}""", ".reserve", Reserve),
        BadScaling("a reserve of 1001 %", """{"reserve": "1001%"}""", ".reserve", Reserve),
        BadScaling("a reserve with a fraction", """{"reserve": "2.5%"}""", ".reserve", Reserve),
        BadScaling("a number of pods in quotes", """{"reserve": "2"}""", ".reserve", Reserve),
        BadScaling("a reserve with a line break", """{"reserve": "2%\n"}""", ".reserve", Reserve),
        BadScaling("a reserve of 9 characters", """{"reserve": "00000025%"}""", ".reserve", "Too long: may not be more than 8 bytes"),
        BadScaling("minReplicas above maxReplicas", """{"minReplicas": 5, "maxReplicas": 4}""", ".minReplicas",
            "minReplicas must not be above maxReplicas: lower minReplicas or raise maxReplicas"),
        BadScaling("maxReplicas of 0", """{"maxReplicas": 0}""", ".maxReplicas", "should be greater than or equal to 1"),
        BadScaling("maxReplicas of 1001", """{"maxReplicas": 1001}""", ".maxReplicas", "should be less than or equal to 1000"),
        BadScaling("an unknown objective", """{"objectives": ["time-to-first-token", "nobody"]}""", ".objectives", Unknown),
        BadScaling("an indicator where the objective has a name", """{"objectives": ["waiting"]}""", ".objectives", Unknown),
        BadScaling("no policies up", """{"behavior": {"scaleUp": {"policies": []}}}""", ".behavior.scaleUp.policies", Policies),
        BadScaling("no policies down", """{"behavior": {"scaleDown": {"policies": []}}}""", ".behavior.scaleDown.policies", Policies),
        BadScaling("too long a window", """{"behavior": {"scaleDown": {"stabilizationWindowSeconds": 3601}}}""",
            ".behavior.scaleDown.stabilizationWindowSeconds", "should be less than or equal to 3600"),
        BadScaling("a negative window", """{"behavior": {"scaleUp": {"stabilizationWindowSeconds": -1}}}""",
            ".behavior.scaleUp.stabilizationWindowSeconds", "should be greater than or equal to 0"),
        BadScaling("an unknown selectPolicy", """{"behavior": {"scaleUp": {"selectPolicy": "max"}}}""", ".behavior.scaleUp.selectPolicy",
            "Unsupported value: \"max\": supported values: \"Max\", \"Min\", \"Disabled\""),
        BadPolicy("an unknown policy type", """{"type": "Pod"}""", ".type",
            "Unsupported value: \"Pod\": supported values: \"Pods\", \"Percent\""),
        BadPolicy("a policy of nothing", """{"value": 0}""", ".value", "should be greater than or equal to 1"),
        BadPolicy("a policy of half an hour and a second", """{"periodSeconds": 1801}""", ".periodSeconds",
            "should be less than or equal to 1800"),
    ];

    /// <summary>Specs that have no place in the C# types at all: the schema refuses them, and so does the JSON reader.</summary>
    public static IReadOnlyList<Case> Unreadable { get; } =
    [
        Bad("an unknown mode", """{"mode": "enforced"}""", "spec.mode",
            "Unsupported value: \"enforced\": supported values: \"Enforce\", \"Recommend\", \"Paused\""),
        Bad("an unknown mode of a GPU exporter", """{"gpuExporter": {"mode": "DaemonSet"}}""", "spec.gpuExporter.mode",
            "Unsupported value: \"DaemonSet\": supported values: \"Auto\", \"Sidecar\", \"None\""),
        Bad("an unknown rollout", """{"gpuExporter": {"rollout": "Never"}}""", "spec.gpuExporter.rollout",
            "Unsupported value: \"Never\": supported values: \"Auto\", \"Manual\""),
        BadObjective("a bound with a fraction", """{"indicator": "waiting", "below": 2.5}""", ".below", "must be of type integer,string: \"number\""),
        BadScaling("a reserve of half a pod", """{"reserve": 0.5}""", ".reserve", "must be of type integer,string: \"number\""),
        BadScaling("a fraction of replicas", """{"maxReplicas": 1.5}""", ".maxReplicas", "must be of type int32: \"float64\""),
        BadScaling("replicas in quotes", """{"maxReplicas": "3"}""", ".maxReplicas", "must be of type integer: \"string\""),
        BadScaling("more replicas than an int holds", """{"maxReplicas": 2147483648}""", ".maxReplicas", "should be less than or equal to 1000"),
    ];

    private static string Named(int i) => $$"""{"name": "o{{i}}", "indicator": "waiting", "below": 5}""";

    // A merge patch (RFC 7386) onto a spec that is right, so that a case shows its mistake and nothing else.
    private static string Spec(string patch) => Merge(
        """
        {"targetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "chat"},
         "objectives": [{"indicator": "time-to-first-token", "below": "1s"}]}
        """,
        patch);

    private static string Objectives(string list) => Spec($$"""{"objectives": [{{list}}]}""");

    private static Case Bad(string name, string patch, string field, string message) => new(name, Spec(patch), field, message);

    private static string Image(string image) => Spec($$$"""{"gpuExporter": {"image": "{{{image}}}"}}""");

    private static Case BadImage(string name, string image, string message = ImageMessage) => new(name, Image(image), "spec.gpuExporter.image", message);

    private static Case BadObjectives(string name, string list, string field, string message) => new(name, Objectives(list), field, message);

    private static Case BadObjective(string name, string patch, string field, string message) =>
        new(name, Objectives(Merge("""{"indicator": "time-to-first-token", "below": "1s"}""", patch)), $"spec.objectives[0]{field}", message);

    private static Case BadScaling(string name, string patch, string field, string message) => new(
        name,
        Spec($$"""
            {"objectives": [{"indicator": "time-to-first-token", "below": "1s"}, {"name": "queue", "indicator": "waiting", "below": 5}],
             "scaling": {{Merge("""{"maxReplicas": 12}""", patch)}}}
            """),
        $"spec.scaling{field}",
        message);

    private static Case BadPolicy(string name, string patch, string field, string message) => BadScaling(
        name,
        $$"""{"behavior": {"scaleUp": {"policies": [{{Merge("""{"type": "Pods", "value": 1, "periodSeconds": 15}""", patch)}}] } } }""",
        $".behavior.scaleUp.policies[0]{field}",
        message);

    private static string Merge(string target, string patch) => Merge(JsonNode.Parse(target), JsonNode.Parse(patch))!.ToJsonString();

    private static JsonNode? Merge(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes) return patch?.DeepClone();
        var result = target as JsonObject ?? [];
        foreach (var (key, value) in changes)
        {
            if (value is null) result.Remove(key);
            else result[key] = Merge(result[key], value);
        }

        return result;
    }
}
