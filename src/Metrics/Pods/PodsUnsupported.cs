using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>What pods' own endpoints cannot tell, and what to say then.</summary>
internal static class PodsUnsupported
{
    private const string Prometheus = "name a Prometheus among the operator's sources and in spec.metrics.source";

    /// <summary>A monitor's own queries are PromQL, which only a Prometheus evaluates.</summary>
    public const string Query = $"the source pods evaluates no queries; {Prometheus}";

    /// <summary>Answers on groups of which the source reads nothing.</summary>
    public static IReadOnlyDictionary<SignalGroup, EngineAnswer> Shared { get; } = new Dictionary<SignalGroup, EngineAnswer>
    {
        [SignalGroup.Gpu] = None(SignalGroup.Gpu, $"a GPU exporter tells it, which is no pod of the target; {Prometheus}"),
        [SignalGroup.Container] = None(SignalGroup.Container, $"the kubelet tells it, not the pod; {Prometheus}"),
        [SignalGroup.Quality] = None(SignalGroup.Quality, $"it is counted over an hour, which this source does not remember; {Prometheus}"),
    };

    /// <summary>Why an engine's pods cannot be read, or null.</summary>
    public static string? Engine(EnginePreset preset, int? port)
    {
        if (preset.IsPerService) return $"{preset.Title} is a gateway, and the source pods reads the target's pods alone; {Prometheus}";
        return preset.Signals.Count > 0 && (port ?? preset.Port) is null
            ? $"it is not known where pods of {preset.Title} expose their metrics; write spec.metrics.port, or {Prometheus}"
            : null;
    }

    /// <summary>Readings for objectives with queries of their own.</summary>
    public static IReadOnlyDictionary<string, Reading> Custom(MonitorQuestion question)
    {
        var own = question.Objectives.Where(o => o.Indicator == Indicator.Custom).ToList();
        return own.Count == 0 ? MonitorAnswers.NoCustom : own.ToDictionary(o => o.Objective, _ => Reading.Unknown(UnknownReason.Unsupported, Query));
    }

    private static EngineAnswer None(SignalGroup group, string hint)
    {
        var preset = new EnginePreset(
            "pods", "the source pods", "", group, new([], [], 0), null, "/", null, null, [SeriesIdentity.OfPod], false,
            new Dictionary<Signal, EngineSignal>(),
            Enum.GetValues<Signal>().Where(s => Signals.GroupOf(s) == group).ToDictionary(Signals.NameOf, _ => hint));
        return new(preset, new(new(preset, Signal.Running), null), new Dictionary<Signal, QueryAnswer>());
    }
}
