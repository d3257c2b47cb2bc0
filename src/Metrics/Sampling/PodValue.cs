using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>What one pod says of a signal: a value, or why it says nothing.</summary>
/// <param name="Value">Without meaning when there is a fault.</param>
/// <param name="Fault">Null when there is a value.</param>
/// <param name="Detail">A clause on the fault.</param>
internal readonly record struct PodValue<T>(T Value, UnknownReason? Fault, string? Detail)
{
    public static PodValue<T> Of(T value) => new(value, null, null);

    /// <summary>The same fault for a value of another type.</summary>
    public PodValue<TOther> As<TOther>() => new(default!, Fault, Detail);
}
