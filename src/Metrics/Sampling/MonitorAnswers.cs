using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>Everything that was answered and may concern one monitor.</summary>
/// <param name="Engine">The engine's answers.</param>
/// <param name="Shared">Those of exporters.</param>
/// <param name="Custom">What the monitor's own queries gave, by objective.</param>
/// <param name="Reference">What its scores are compared with; null when nothing asks for it.</param>
internal sealed record MonitorAnswers(
    EngineAnswer Engine,
    IReadOnlyDictionary<SignalGroup, EngineAnswer> Shared,
    IReadOnlyDictionary<string, Reading> Custom,
    PodValue<BucketHistogram>? Reference = null)
{
    public static Dictionary<string, Reading> NoCustom { get; } = [];

    public EngineAnswer? Of(SignalGroup group) => group == SignalGroup.Engine ? Engine : Shared.GetValueOrDefault(group);
}
