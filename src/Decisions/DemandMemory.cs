using System.Collections.Immutable;

namespace ModelMonitor.Decisions;

/// <summary>What is remembered of arrivals beyond the window. A default value remembers nothing.</summary>
/// <param name="At">The newest sample that was counted.</param>
/// <param name="Mean">Mean arrivals over <see cref="Constants.MeanTime"/>.</param>
/// <param name="Daily">Mean arrivals over a day.</param>
/// <param name="Dispersion">How much more arrivals scatter from one interval to the next than a Poisson process does.</param>
/// <param name="Growth">Mean absolute growth, in logarithms, over one start of a pod: of the last hour.</param>
/// <param name="UsualGrowth">The same of the last day.</param>
/// <param name="Past">Arrivals of the past as far as one start of a pod, oldest first.</param>
internal readonly record struct DemandMemory(
    DateTimeOffset At, double Mean, double Daily, double Dispersion, double Growth, double UsualGrowth, ImmutableArray<PastRate> Past)
{
    public static DemandMemory Nothing { get; } = new(default, 0, 0, 1, 0, 0, []);

    public bool IsEmpty => At == default;
}

/// <summary>Arrivals per second at some time.</summary>
internal readonly record struct PastRate(DateTimeOffset Time, double Rate);
