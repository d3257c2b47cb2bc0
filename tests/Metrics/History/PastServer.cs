using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ModelMonitor.Tests.Metrics.History;

/// <summary>
/// A stand-in for a Prometheus with a past, as answers to queries only: requests at a steady rate, 90 of 100 within the bound of 1 s, none
/// between <see cref="GapFrom"/> and <see cref="GapUntil"/>.
/// </summary>
internal sealed class PastServer
{
    private readonly Lock _lock = new();
    private readonly List<(string Query, DateTimeOffset Start, DateTimeOffset End, TimeSpan Step)> _ranges = [];

    public PastServer() => Server = new(_ => throw new InvalidOperationException()) { ByForm = Answer };

    /// <summary>Carries the requests.</summary>
    public StandInServer Server { get; }

    public double PerSecond { get; set; } = 10;

    public DateTimeOffset GapFrom { get; set; } = DateTimeOffset.MaxValue;

    public DateTimeOffset GapUntil { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>Since when recording rules are evaluated.</summary>
    public DateTimeOffset RecordedSince { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>Until when they were.</summary>
    public DateTimeOffset RecordedUntil { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>What a query is answered with instead; null for what it asks.</summary>
    public Func<string, HttpResponseMessage?> Instead { get; set; } = _ => null;

    /// <summary>Instant vector that the live query is answered with.</summary>
    public Func<VectorText> Live { get; set; } = () => new VectorText();

    /// <summary>Instant vector that the live query for buckets is answered with.</summary>
    public Func<VectorText> LiveBuckets { get; set; } = () => new VectorText();

    /// <summary>Range queries so far.</summary>
    public IReadOnlyList<(string Query, DateTimeOffset Start, DateTimeOffset End, TimeSpan Step)> Ranges
    {
        get
        {
            lock (_lock) return [.. _ranges];
        }
    }

    private HttpResponseMessage Answer(IReadOnlyDictionary<string, string> form)
    {
        var query = form["query"];
        if (form.TryGetValue("start", out var start))
        {
            var range = (query, Time(start), Time(form["end"]), TimeSpan.FromMilliseconds(double.Parse(form["step"][..^2], CultureInfo.InvariantCulture)));
            lock (_lock) _ranges.Add(range);
            return Instead(query) ?? StandInServer.Answer(System.Net.HttpStatusCode.OK, RangeText(range));
        }

        return Instead(query) ?? StandInServer.Answer(System.Net.HttpStatusCode.OK, (query.Contains("_bucket", StringComparison.Ordinal) ? LiveBuckets : Live)().ToString());
    }

    private static DateTimeOffset Time(string seconds) => DateTimeOffset.FromUnixTimeMilliseconds((long)(decimal.Parse(seconds, CultureInfo.InvariantCulture) * 1000));

    private string RangeText((string Query, DateTimeOffset Start, DateTimeOffset End, TimeSpan Step) range)
    {
        var isRecorded = range.Query.Contains("objective:modelmonitor_events", StringComparison.Ordinal);
        List<(string Labels, double PerSecond)> series = isRecorded
            ? [("\"sig\":\"good\"", 0.9 * PerSecond), ("\"sig\":\"total\"", PerSecond), ("\"sig\":\"known\"", 1.0 / 60)]
            : range.Query.Contains("_bucket", StringComparison.Ordinal)
                ? [.. new[] { ("0.5", 0.8), ("1.0", 0.9), ("2.5", 0.98), ("+Inf", 1) }.Where(e => IsAsked(range.Query, e.Item1)).Select(e => ($"\"le\":\"{e.Item1}\"", e.Item2 * PerSecond))]
                : [("\"sig\":\"completed\"", 0.95 * PerSecond), ("\"sig\":\"errors\"", 0.05 * PerSecond), ("\"sig\":\"rejected\"", 0.05 * PerSecond)];
        var text = new StringBuilder();
        foreach (var (labels, perSecond) in series)
        {
            if (text.Length > 0) text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $"{{\"metric\":{{{labels}}},\"values\":[");
            var points = new List<string>();
            for (var t = range.Start; t <= range.End; t += range.Step)
            {
                if (t > GapFrom && t - range.Step < GapUntil) continue;
                if (isRecorded && (t - range.Step < RecordedSince || t > RecordedUntil)) continue;
                var value = isRecorded ? perSecond * range.Step.TotalSeconds : perSecond;
                points.Add(FormattableString.Invariant($"[{t.ToUnixTimeMilliseconds() / 1000m},\"{value:R}\"]"));
            }

            text.Append(string.Join(',', points)).Append("]}");
        }

        return $$$"""{"status":"success","data":{"resultType":"matrix","result":[{{{text}}}]}}""";
    }

    private static bool IsAsked(string query, string edge) =>
        !query.Contains("le=~", StringComparison.Ordinal) || Regex.IsMatch(query, $"""le=~"([^"]*\|)?{Regex.Escape(Regex.Escape(edge)).Replace(@"\\", @"\\\\", StringComparison.Ordinal)}(\|[^"]*)?["]""");
}
