using System.Globalization;
using ModelMonitor.ModelServer.Load;

namespace ModelMonitor.Demo;

/// <summary>
/// How much later than scheduled a load generator sent its requests. Where the 99th percentile is beyond 50 ms, this machine was too
/// busy to say anything about latency: such a run is void, neither good nor bad.
/// </summary>
/// <param name="P99">99th percentile, seconds; of several phases or minutes the worst one's.</param>
/// <param name="Max">The largest, seconds.</param>
public readonly record struct Lag(double P99, double Max)
{
    /// <summary>Largest 99th percentile of a run that counts, in seconds: one request in a hundred may be later, a bad minute needs five.</summary>
    public const double Limit = 0.05;

    /// <summary>Whether the run says nothing.</summary>
    public bool IsVoid => P99 > Limit;

    /// <summary>The lag of a load generator's run.</summary>
    public static Lag Of(LoadReport summary) => new(summary.LagP99 ?? 0, summary.LagMax ?? 0);

    /// <summary>The worse of two.</summary>
    public Lag Or(Lag other) => new(Math.Max(P99, other.P99), Math.Max(Max, other.Max));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"requests were sent up to {Max * 1000:0} ms late, 99 % of the busiest part's within {P99 * 1000:0} ms{(IsVoid ? $": VOID, above {Limit * 1000:0} ms this machine was too busy to measure" : "")}");
}
