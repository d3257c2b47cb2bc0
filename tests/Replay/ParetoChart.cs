using System.Globalization;
using System.Text;

namespace ModelMonitor.Tests.Replay;

/// <summary>A picture of one trace: the bad share (logarithmic) against pod-hours, a line per policy through its settings.</summary>
internal static class ParetoChart
{
    private const double Width = 860, Height = 520, Left = 70, Right = 210, Top = 40, Bottom = 60;
    private const double LeastBad = 1e-4, MostBad = 1;

    // Told apart also without red and green (Okabe and Ito); ours is black and thick.
    private static readonly string[] s_colors = ["#E69F00", "#56B4E9", "#009E73", "#D55E00", "#0072B2", "#CC79A7", "#7F7F7F", "#B8A800", "#8C564B", "#9467BD"];

    private static bool IsOracle(Row row) => row.Family.StartsWith(Contender.Oracle, StringComparison.Ordinal);

    public static string Draw(string trace, int coldStart, IReadOnlyList<Row> rows)
    {
        var families = rows.Where(r => !r.Family.Contains("capacity", StringComparison.Ordinal)).GroupBy(r => IsOracle(r) ? Contender.Oracle : r.Family)
            .OrderBy(f => f.Key == Contender.Ours ? 1 : 0).ThenBy(f => f.Key, StringComparer.Ordinal).ToArray();
        // Overshooting rivals cost any number of hours; what is beyond twice ours does not matter.
        var ours = rows.FirstOrDefault(r => r.Family == Contender.Ours && r.Setting == Contender.Goal)?.Hours ?? rows.Max(r => r.Hours);
        var (low, high) = (0.5 * ours, 2 * ours);
        double X(double bad) => Left + ((Width - Left - Right) * Math.Log(Math.Clamp(bad, LeastBad, MostBad) / LeastBad) / Math.Log(MostBad / LeastBad));
        double Y(double hours) => Height - Bottom - ((Height - Top - Bottom) * (Math.Clamp(hours, low, high) - low) / (high - low));

        var svg = new StringBuilder();
        void Add(FormattableString text) => svg.AppendLine(text.ToString(CultureInfo.InvariantCulture));
        Add($"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {Width} {Height}' font-family='sans-serif' font-size='12'>");
        Add($"<rect width='{Width}' height='{Height}' fill='white'/>");
        Add($"<text x='{Left}' y='22' font-size='15'>{trace}, cold start {coldStart} s: cheaper is lower, better is further left</text>");
        foreach (var bad in new[] { 0.0001, 0.001, 0.01, 0.1, 1 })
        {
            Add($"<line x1='{X(bad):0.0}' x2='{X(bad):0.0}' y1='{Top}' y2='{Height - Bottom}' stroke='{(bad == Contender.Goal ? "#888" : "#ddd")}'/>");
            Add($"<text x='{X(bad):0.0}' y='{Height - Bottom + 18}' text-anchor='middle'>{100 * bad:0.##} %</text>");
        }

        for (var i = 0; i <= 6; i++)
        {
            var hours = low + ((high - low) * i / 6);
            Add($"<line x1='{Left}' x2='{Width - Right}' y1='{Y(hours):0.0}' y2='{Y(hours):0.0}' stroke='#ddd'/>");
            Add($"<text x='{Left - 8}' y='{Y(hours) + 4:0.0}' text-anchor='end'>{hours:0}</text>");
        }

        Add($"<text x='{(Left + Width - Right) / 2}' y='{Height - 16}' text-anchor='middle'>bad requests</text>");
        Add($"<text x='18' y='{(Top + Height - Bottom) / 2}' text-anchor='middle' transform='rotate(-90 18 {(Top + Height - Bottom) / 2})'>pod-hours</text>");
        for (var f = 0; f < families.Length; f++)
        {
            var isOurs = families[f].Key == Contender.Ours;
            var (color, width, radius) = isOurs ? ("black", 3, 4) : (s_colors[f % s_colors.Length], 1.5, 2.5);
            var points = IsOracle(families[f].First()) ? new Frontier(families[f]).Points : [.. families[f].OrderBy(r => r.Setting)];
            Add($"<polyline fill='none' stroke='{color}' stroke-width='{width}' points='{string.Join(' ', points.Select(r => FormattableString.Invariant($"{X(r.Bad):0.0},{Y(r.Hours):0.0}")))}'/>");
            foreach (var r in points)
            {
                Add($"<circle cx='{X(r.Bad):0.0}' cy='{Y(r.Hours):0.0}' r='{radius}' fill='{color}'>");
                Add($"<title>{r.Family} {r.Setting:0.####}: {100 * r.Bad:0.00} % bad, {r.Hours:0} pod-hours</title></circle>");
            }

            var y = Top + 10 + (18 * (families.Length - 1 - f));
            Add($"<line x1='{Width - Right + 14}' x2='{Width - Right + 38}' y1='{y}' y2='{y}' stroke='{color}' stroke-width='{width}'/>");
            Add($"<text x='{Width - Right + 44}' y='{y + 4}' font-weight='{(isOurs ? "bold" : "normal")}'>{families[f].Key}</text>");
        }

        return svg.AppendLine("</svg>").ToString();
    }
}
