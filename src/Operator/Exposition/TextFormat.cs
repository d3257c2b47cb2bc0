using System.Buffers;
using System.Globalization;
using System.Text;

namespace ModelMonitor.Operator.Exposition;

/// <summary>Writes families in Prometheus' text format 0.0.4.</summary>
internal sealed class TextFormat(IBufferWriter<byte> output)
{
    public void Write(MetricFamily family, IEnumerable<Series> all)
    {
        using var series = all.GetEnumerator();
        if (!series.MoveNext()) return;

        if (family.Help is { Length: > 0 } help) Line($"# HELP {family.Name} {Escape(help)}");
        Line($"# TYPE {family.Name} {TypeName(family.Type)}");
        do
        {
            if (family.Bounds is { } bounds) WriteHistogram(family.Name, series.Current, bounds);
            else Sample(family.Name, series.Current.Labels, series.Current.Value);
        }
        while (series.MoveNext());
    }

    private void WriteHistogram(string name, Series series, double[] bounds)
    {
        var total = 0L;
        for (var i = 0; i < series.Counts.Length; i++)
        {
            total += series.Counts[i];
            var le = $"le=\"{Number(i < bounds.Length ? bounds[i] : double.PositiveInfinity)}\"";
            Sample(name + "_bucket", series.Labels.Length == 0 ? le : $"{series.Labels},{le}", total);
        }

        Sample(name + "_sum", series.Labels, series.Value);
        Sample(name + "_count", series.Labels, total);
    }

    private void Sample(string name, string labels, double value) =>
        Line(labels.Length == 0 ? $"{name} {Number(value)}" : $"{name}{{{labels}}} {Number(value)}");

    private void Line(string text)
    {
        Encoding.UTF8.GetBytes(text, output);
        output.Write("\n"u8);
    }

    private static string Escape(string help) =>
        help.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);

    private static string TypeName(MetricType type) => type switch
    {
        MetricType.Counter => "counter",
        MetricType.Gauge => "gauge",
        _ => "histogram",
    };

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : double.IsNaN(value) ? "NaN"
        : value.ToString("R", CultureInfo.InvariantCulture);
}
