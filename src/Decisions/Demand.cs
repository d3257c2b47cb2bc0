using System.Collections.Immutable;

namespace ModelMonitor.Decisions;

/// <summary>
/// Step 2: how many requests arrive per second. Engines count what they finished, not what came; the difference is what piled up:
/// <code>
/// X       completed per second over the window          N = running + waiting
/// rate    X + dN/dt over the window                     0 or more
/// newest  X + dN/dt over the last interval
/// z       (newest - rate) / sqrt(dispersion · rate)     beyond 8, and as much piled up: a step, and newest counts
/// planned (1 - 0.3) · rate + 0.3 · mean of 15 min       otherwise: jitter reverts to its mean, in both directions
/// </code>
/// The dispersion is measured, so that traffic that always comes in bursts does not look like one step after the other.
/// </summary>
/// <param name="Rate">Requests per second that arrived over the window.</param>
/// <param name="Planned">Requests per second to plan for.</param>
/// <param name="IsStep">Whether the load has just jumped.</param>
/// <param name="IsZero">Known that there is nothing at all: no request, and none finished for a whole window.</param>
/// <param name="Volatility">How much faster the load has moved in the last hour than it usually does: 1 as usual, 0.5 to 2.</param>
internal readonly record struct Demand(double Rate, double Planned, bool IsStep, bool IsZero, double Volatility)
{
    /// <summary>Estimates, and learns from the newest sample of the history, once.</summary>
    /// <param name="memory">What is remembered.</param>
    /// <param name="history">At least one sample, oldest first.</param>
    /// <param name="lead">How long it takes until pods that are ordered now carry load.</param>
    /// <returns>What to remember, and the demand.</returns>
    public static (DemandMemory Memory, Demand Demand) Estimate(DemandMemory memory, ImmutableArray<LoadSample> history, TimeSpan lead)
    {
        var last = history[^1];
        var rate = Math.Max(0, last.Completed + GrowthSince(history, history.Length));
        var growth = GrowthSince(history, 2);
        var newest = Math.Max(0, last.Completed + growth);
        if (memory.IsEmpty) memory = DemandMemory.Nothing with { Mean = rate, Daily = rate };

        // Learned before it is used, so that a second look at the same sample says the same.
        if (last.Time != memory.At) memory = Learn(memory, last.Time, rate, newest, lead);
        var scale = Math.Max(LeastRate, rate);
        // Where a queue has just been worked off, its last minute of completions is above what arrives as well.
        var isStep = Math.Min(newest - rate, growth) > Constants.StepSigmas * Math.Sqrt(memory.Dispersion * scale);
        var calm = ((1 - Constants.MeanWeight) * rate) + (Constants.MeanWeight * memory.Mean);
        var volatility = memory.UsualGrowth > 0 ? Math.Clamp(memory.Growth / memory.UsualGrowth, 1 / Constants.MaxRatio, Constants.MaxRatio) : 1;
        return (memory, new(rate, isStep ? Math.Max(newest, calm) : calm, isStep, last.IsIdle, volatility));
    }

    /// <summary>Rates below this are treated as this where something is divided by them.</summary>
    private const double LeastRate = 0.5;

    private static DemandMemory Learn(DemandMemory memory, DateTimeOffset at, double rate, double newest, TimeSpan lead)
    {
        var seconds = memory.At == default ? 0 : Math.Clamp((at - memory.At).TotalSeconds, 0, Constants.Window.TotalSeconds);
        var surprise = (newest - rate) * (newest - rate) / Math.Max(LeastRate, rate);
        var past = memory.Past;
        var width = lead / Constants.PastSlots;
        if (past.Length == 0 || at - past[^1].Time >= width)
            past = [.. past.Where(p => at - p.Time <= lead + width).TakeLast(Constants.PastSlots + 1), new(at, rate)];
        var growth = memory.Growth;
        var usual = memory.UsualGrowth;
        if (at - past[0].Time >= lead - width)
        {
            var moved = Math.Abs(Math.Log(Math.Max(LeastRate, rate) / Math.Max(LeastRate, past[0].Rate)));
            growth = usual == 0 ? moved : Toward(growth, moved, seconds, Constants.VolatilityTime);
            usual = usual == 0 ? moved : Toward(usual, moved, seconds, Constants.DayTime);
        }

        return new(
            at,
            Toward(memory.Mean, rate, seconds, Constants.MeanTime),
            Toward(memory.Daily, rate, seconds, Constants.DayTime),
            Math.Max(0.1, Toward(memory.Dispersion, Math.Min(surprise, 9 * memory.Dispersion), seconds, Constants.VolatilityTime)),
            growth,
            usual,
            past);
    }

    private static double Toward(double mean, double value, double seconds, TimeSpan over) =>
        mean + ((value - mean) * Math.Min(1, seconds / over.TotalSeconds));

    private static double GrowthSince(ImmutableArray<LoadSample> history, int samples)
    {
        var last = history[^1];
        var first = history[Math.Max(0, history.Length - samples)];
        var seconds = (last.Time - first.Time).TotalSeconds;
        return seconds > 0 ? (last.Present - first.Present) / seconds : 0;
    }
}
