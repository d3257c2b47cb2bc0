namespace ModelMonitor.Cli.Backtest.Input;

/// <summary>A user's load over time.</summary>
public sealed class LoadHistory
{
    /// <summary>Longest history: a quarter of a year.</summary>
    public static readonly TimeSpan MaxLength = TimeSpan.FromDays(92);

    /// <summary>A step between two rows longer than this many usual ones is a gap: one row at least is missing.</summary>
    private const double GapSteps = 1.5;

    /// <summary>Makes a history.</summary>
    /// <param name="place">Where it comes from, for messages.</param>
    /// <param name="start">When it begins; null when its times are not those of a calendar.</param>
    /// <param name="rows">Rows in the order of time, the first at zero.</param>
    /// <exception cref="InputException">There are too few rows, they reach too far, or none of them knows the load.</exception>
    public LoadHistory(string place, DateTimeOffset? start, IReadOnlyList<LoadRow> rows)
    {
        if (rows.Count < 2) throw new InputException(place, "has fewer than 2 rows; a history needs a beginning and an end");
        if (rows[^1].At > MaxLength) throw new InputException(place, $"is longer than {MaxLength.TotalDays:0} days; take a part of it");
        if (!rows.Any(r => r.Rate is not null)) throw new InputException(place, "knows no load at all");
        (Start, Rows) = (start, rows);
        var steps = rows.Zip(rows.Skip(1), (a, b) => b.At - a.At).Order().ToList();
        Step = steps[steps.Count / 2];
        Length = rows[^1].At + Step;
        Outages = [.. FindOutages()];
    }

    /// <summary>When it begins; null when its times are not those of a calendar.</summary>
    public DateTimeOffset? Start { get; }

    /// <summary>The rows, in the order of time.</summary>
    public IReadOnlyList<LoadRow> Rows { get; }

    /// <summary>The usual time from one row to the next: the median.</summary>
    public TimeSpan Step { get; }

    /// <summary>From the first row to the end of the last, which lasts a usual step.</summary>
    public TimeSpan Length { get; }

    /// <summary>Times in which nothing is known, in order and apart. The metrics are out then, and the load is taken to run straight across.</summary>
    public IReadOnlyList<(TimeSpan From, TimeSpan To)> Outages { get; }

    /// <summary>Whether replicas that really ran are known anywhere.</summary>
    public bool KnowsReplicas => Rows.Any(r => r.Replicas is not null);

    /// <summary>Requests per second at whole steps, from the start on; across outages on a straight line.</summary>
    /// <param name="step">Above zero.</param>
    public double[] Rates(TimeSpan step)
    {
        var known = Rows.Where(r => r.Rate is not null).ToList();
        var rates = new double[(int)Math.Ceiling(Length / step)];
        var (row, outage) = (0, 0);
        for (var n = 0; n < rates.Length; n++)
        {
            var at = n * step;
            while (row + 1 < known.Count && known[row + 1].At <= at) row++;
            while (outage < Outages.Count && Outages[outage].To <= at) outage++;
            var rate = known[row].Rate!.Value;
            var isOut = outage < Outages.Count && Outages[outage].From <= at && row + 1 < known.Count && known[row].At <= at;
            rates[n] = isOut ? Between(known[row], known[row + 1], Outages[outage].From, at) : rate;
        }

        return rates;
    }

    private static double Between(LoadRow before, LoadRow after, TimeSpan from, TimeSpan at) =>
        before.Rate!.Value + ((after.Rate!.Value - before.Rate.Value) * ((at - from) / (after.At - from)));

    private IEnumerable<(TimeSpan From, TimeSpan To)> FindOutages()
    {
        TimeSpan? from = null;
        for (var n = 0; n < Rows.Count; n++)
        {
            if (Rows[n].Rate is null)
            {
                from ??= Rows[n].At;
                continue;
            }

            if (from is { } start) yield return (start, Rows[n].At);
            from = n + 1 < Rows.Count && Rows[n + 1].At - Rows[n].At > Step * GapSteps ? Rows[n].At + Step : null;
        }

        if (from is { } last) yield return (last, Length);
    }
}
