namespace ModelMonitor.Tests.Replay;

/// <summary>The settings of one policy that no other setting of it beats: for each bad share the cheapest.</summary>
internal sealed class Frontier
{
    private const double Least = 1e-6;
    private readonly Row[] _points;

    public Frontier(IEnumerable<Row> settings)
    {
        var best = new List<Row>();
        foreach (var row in settings.OrderBy(r => r.Hours).ThenBy(r => r.Bad))
            if (best.Count == 0 || row.Bad < best[^1].Bad) best.Add(row);
        _points = [.. best];
    }

    /// <summary>Cheapest first, and so with the most bad requests first.</summary>
    public IReadOnlyList<Row> Points => _points;

    /// <summary>
    /// Pod-hours at a bad share, in hindsight: between two settings on a straight line over the logarithm of the bad share, as if the
    /// knob could be set that finely. Null when no setting is that good; the cheapest when all are better.
    /// </summary>
    public double? HoursAt(double bad)
    {
        var good = Array.FindIndex(_points, p => p.Bad <= bad);
        if (good < 0) return null;
        if (good == 0) return _points[0].Hours;
        var (cheap, dear) = (_points[good - 1], _points[good]);
        var share = (Log(cheap.Bad) - Log(bad)) / Math.Max(1e-12, Log(cheap.Bad) - Log(dear.Bad));
        return cheap.Hours + (share * (dear.Hours - cheap.Hours));
    }

    /// <summary>The cheapest setting that is at least so good; null when none is.</summary>
    public Row? SettingAt(double bad) => _points.FirstOrDefault(p => p.Bad <= bad);

    private static double Log(double bad) => Math.Log(Math.Max(Least, bad));
}
