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

    /// <summary>A value made of two others, or the first fault among them.</summary>
    public static PodValue<T> Both(PodValue<double> one, PodValue<double> other, Func<double, double, T> of) =>
        one.Fault is not null ? one.As<T>() : other.Fault is not null ? other.As<T>() : Of(of(one.Value, other.Value));
}
