using System.Collections.Immutable;

namespace ModelMonitor.Decisions;

/// <summary>
/// Two windows that together say that a budget burns: the long one that enough of it was used, the short one that it still goes on.
/// The idea and the numbers are those of the table of multi-window, multi-burn-rate alerts in Google's SRE workbook ("Alerting on
/// SLOs"), which speaks of 30 days: 14.4, 6, 3 and 1 times the allowed share. Here the same shares of the budget count for every length.
/// </summary>
/// <param name="Long">The window in which <paramref name="Share"/> is used.</param>
/// <param name="Short">A twelfth of it: soon over when the trouble is.</param>
/// <param name="Share">Share of the whole budget, 0 to 1.</param>
/// <param name="IsFast">Whether it is worth waking somebody.</param>
public sealed record BurnWindows(TimeSpan Long, TimeSpan Short, double Share, bool IsFast)
{
    /// <summary>All of them, fastest first.</summary>
    public static ImmutableArray<BurnWindows> All { get; } =
    [
        new(TimeSpan.FromHours(1), TimeSpan.FromMinutes(5), Constants.BurnShareOfHour, IsFast: true),
        new(TimeSpan.FromHours(6), TimeSpan.FromMinutes(30), Constants.BurnShareOfSixHours, IsFast: true),
        new(TimeSpan.FromDays(1), TimeSpan.FromHours(2), Constants.BurnShareOfDays, IsFast: false),
        new(TimeSpan.FromDays(3), TimeSpan.FromHours(6), Constants.BurnShareOfDays, IsFast: false),
    ];

    private static readonly ImmutableArray<TimeSpan> s_lengths = [.. All.SelectMany(w => new[] { w.Short, w.Long }).Distinct().Order()];

    /// <summary>Lengths of time that a budget is judged by: the windows that are shorter than its own, ascending, and its own.</summary>
    /// <param name="budget">The budget's window.</param>
    public static IEnumerable<TimeSpan> LengthsOf(TimeSpan budget) => s_lengths.Where(l => l < budget).Append(budget);

    /// <summary>
    /// The burn rate that uses up the share within the long window. Of a short budget that is less than what it allows anyway; so never
    /// under <see cref="Constants.LeastFastBurn"/>, and for the slow ones never under 1.
    /// </summary>
    /// <param name="budget">The budget's window.</param>
    public double Factor(TimeSpan budget) => Math.Max(IsFast ? Constants.LeastFastBurn : 1, Share * (budget / Long));
}
