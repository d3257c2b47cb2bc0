using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Benchmarks.Metrics;

/// <summary>One monitor of the fleet, with one pod.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Pod">Its pod.</param>
/// <param name="Engine">Its engine.</param>
internal sealed record FleetMonitor(string Namespace, string Pod, EnginePreset Engine)
{
    private static readonly Indicator[] Latencies = [Indicator.TimeToFirstToken, Indicator.RequestLatency];

    /// <summary>The latency of its objective: the first that the engine has in buckets.</summary>
    public Indicator Latency => Latencies.First(l => Engine.Signals.TryGetValue(ModelMonitor.Metrics.Signals.Of(l)[0], out var s) && s.Form == SignalForm.Histogram);

    /// <summary>What is asked of it.</summary>
    public IEnumerable<Signal> Signals => [Signal.Running, Signal.Waiting, Signal.Completed, ModelMonitor.Metrics.Signals.Of(Latency)[0]];

    public MonitorQuestion Question => new(
        $"{Namespace}/{Pod}", Namespace, Pod, [new(Pod)], Engine.Name, [new("latency", Latency, 0.95, 1), new("rate", Indicator.RequestRate, Bound: 1)]);

    /// <summary>The metric that it exposes for a signal: the newest that goes without a choice of labels.</summary>
    public EngineMetric MetricOf(Signal signal) => Engine.Signals[signal].Alternatives.Select(a => a.Terms[0]).First(m => m.Match.All(l => l.Operator == MatchOperator.Equal || l.Matches("")));

    /// <summary>As many monitors, over three engines and up to fifty namespaces.</summary>
    public static IReadOnlyList<FleetMonitor> Of(int monitors, EngineCatalog engines)
    {
        EnginePreset[] three = [.. new[] { "vllm", "sglang", "tgi" }.Select(e => engines.TryGet(e, out var preset) ? preset : throw new InvalidOperationException($"no engine {e}"))];
        return [.. Enumerable.Range(0, monitors).Select(i => new FleetMonitor($"team-{i % 50}", $"chat-{i}-7d8f9c6b5d-x2x{i % 10}", three[i % three.Length]))];
    }
}
