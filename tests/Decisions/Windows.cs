using System.Collections.Immutable;
using ModelMonitor.Decisions;

namespace ModelMonitor.Tests.Decisions;

/// <summary>Events over windows, as a test says them: all known, unless it says otherwise.</summary>
internal sealed record Windows
{
    private ImmutableDictionary<TimeSpan, EventCount> Counts { get; init; } = ImmutableDictionary<TimeSpan, EventCount>.Empty;

    /// <summary>Every window that a sample tells of, with the same share of bad events.</summary>
    public static Windows AllAt(double badShare, TimeSpan budget, double total = 10_000)
    {
        var windows = new Windows();
        foreach (var length in BurnWindows.All.SelectMany(p => new[] { p.Long, p.Short }).Where(l => l < budget).Append(budget))
            windows = windows.With(length, badShare * total, total);
        return windows;
    }

    public Windows With(TimeSpan length, double bad, double total = 10_000, double covered = 1) =>
        new() { Counts = Counts.SetItem(length, new(total - bad, total, covered)) };

    public ObjectiveEvents ToEvents() => new(Counts);
}
