using System.Globalization;
using ModelMonitor.Metrics;
using ModelMonitor.Resources;

namespace ModelMonitor.Cli.Backtest.Input;

/// <summary>What a Prometheus is asked for a monitor's past, where the user gives no queries of their own.</summary>
public static class HistoryQueries
{
    /// <summary>Requests finished per second, of all pods of the target, past ones too.</summary>
    /// <param name="monitor">The monitor, with the engine and the namespace.</param>
    /// <param name="engines">The presets.</param>
    /// <param name="window">Window of the rate.</param>
    /// <returns>The query, or null and why there is none.</returns>
    public static (string? Query, string? WhyNot) Requests(V1Alpha1ModelMonitor monitor, EngineCatalog engines, TimeSpan window)
    {
        var spec = monitor.Spec;
        if ((spec.Engine ?? monitor.Status?.Engine) is not { } engine) return (null, "the monitor names no engine: write spec.engine, or give --requests-query");
        if (monitor.Metadata.Namespace is not { Length: > 0 } ns) return (null, "the monitor names no namespace: write metadata.namespace, or give --requests-query");
        if (engines.WhyNot(engine, spec.Metrics?.Model) is { } problem) return (null, problem);
        engines.TryGet(engine, out var preset);
        if (!preset!.Signals.TryGetValue(Signal.Completed, out var completed))
            return (null, $"{preset.Title} counts no finished requests: give --requests-query");

        var pods = preset.IsPerService
            ? "=" + PromQl.Quote(spec.Metrics?.Service ?? spec.TargetRef.Name)
            : "=~" + PromQl.QuoteMadeOf(spec.TargetRef.Name);
        var model = preset.ModelLabel is { } label && spec.Metrics?.Model is { } name ? $",{label}={PromQl.Quote(name)}" : "";
        var text = new QueryText(ns, pods, model, string.Create(CultureInfo.InvariantCulture, $"{(long)window.TotalSeconds}s"));
        return (string.Join(" or ", preset.Identities.Select(i => text.Sum(i, completed.Alternatives))), null);
    }

    /// <summary>Replicas that were asked for, as kube-state-metrics tells them.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <returns>The query; null for a kind that kube-state-metrics does not know, or without a namespace.</returns>
    public static string? Replicas(V1Alpha1ModelMonitor monitor)
    {
        var (target, ns) = (monitor.Spec.TargetRef, monitor.Metadata.Namespace);
        if (ns is not { Length: > 0 }) return null;
        var of = $"namespace={PromQl.Quote(ns)}";
        return target.Kind switch
        {
            "Deployment" => $"max(kube_deployment_spec_replicas{{{of},deployment={PromQl.Quote(target.Name)}}})",
            "StatefulSet" => $"max(kube_statefulset_replicas{{{of},statefulset={PromQl.Quote(target.Name)}}})",
            _ => null,
        };
    }

    private sealed record QueryText(string Namespace, string Names, string Model, string Window)
    {
        // Each pod counts by the first metric that it has: another version may count under another name.
        public string Sum(SeriesIdentity identity, IReadOnlyList<MetricAlternative> alternatives)
        {
            var by = $"{identity.NamespaceLabel},{identity.NameLabel}";
            return $"sum({string.Join($" or on ({by}) ", alternatives.Select(a => $"sum by ({by}) ({Rates(identity, a)}){Times(a.Scale)}"))})";
        }

        // Terms that are added are told apart first, as functions take their names off.
        private string Rates(SeriesIdentity identity, MetricAlternative alternative) => alternative.Terms.Count == 1
            ? Rate(identity, alternative.Terms[0])
            : string.Join(" or ", alternative.Terms.Select((t, n) =>
                string.Create(CultureInfo.InvariantCulture, $"label_replace({Rate(identity, t)}, \"term\", \"{n}\", \"\", \"\")")));

        private string Rate(SeriesIdentity identity, EngineMetric metric)
        {
            var match = string.Concat(metric.Match.Select(m => $",{m}"));
            return $"rate({metric.Name}{{{identity.NamespaceLabel}={PromQl.Quote(Namespace)},{identity.NameLabel}{Names}{Model}{match}}}[{Window}])";
        }

        private static string Times(double scale) => scale == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" * {scale:R}");
    }
}
