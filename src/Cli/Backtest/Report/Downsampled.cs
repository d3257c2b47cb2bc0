using ModelMonitor.Simulation;

namespace ModelMonitor.Cli.Backtest.Report;

/// <summary>One column of the charts: some minutes together.</summary>
/// <param name="At">Its first moment.</param>
/// <param name="MeanRate">Mean requests per second.</param>
/// <param name="PeakRate">Requests per second of the busiest minute.</param>
/// <param name="Wanted">Most replicas that were wanted.</param>
/// <param name="Ready">Fewest pods that were ready.</param>
/// <param name="BadShare">Largest share of bad requests in a minute.</param>
/// <param name="FirstToken">Largest 95th percentile of the time to the first token in a minute, in seconds.</param>
public readonly record struct Downsampled(TimeSpan At, double MeanRate, double PeakRate, int Wanted, int Ready, double BadShare, double FirstToken)
{
    /// <summary>Joins minutes, so that nothing that matters is lost: the worst of each.</summary>
    /// <param name="timeline">Minute by minute.</param>
    /// <param name="most">Most columns, 1 or more.</param>
    public static IReadOnlyList<Downsampled> From(IReadOnlyList<TimelinePoint> timeline, int most)
    {
        var minutes = Math.Max(1, (timeline.Count + most - 1) / most);
        return
        [
            .. timeline.Chunk(minutes).Select(c => new Downsampled(
                c[0].At, c.Average(p => p.Arrived), c.Max(p => p.Arrived), c.Max(p => p.Wanted), c.Min(p => p.Ready), c.Max(p => p.BadShare), c.Max(p => p.FirstTokenP95))),
        ];
    }
}
