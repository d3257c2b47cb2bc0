using System.Globalization;
using System.Text;

namespace ModelMonitor.ModelServer.Serving;

/// <summary>Builds a page in Prometheus' text format, with vLLM's two labels on every sample.</summary>
internal sealed class MetricsText(string model)
{
    private readonly StringBuilder _text = new();
    private readonly string _labels = $"engine=\"0\",model_name=\"{Escape(model)}\"";

    /// <summary>A number as Python's client writes it: whole ones keep their ".0".</summary>
    public static string Format(double value) =>
        value.ToString(double.IsInteger(value) ? "0.0" : "R", CultureInfo.InvariantCulture);

    public void Family(string name, string type, string help) => _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    public void Sample(string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        _text.Append(name).Append('{').Append(_labels);
        foreach (var (label, text) in labels) _text.Append(CultureInfo.InvariantCulture, $",{label}=\"{Escape(text)}\"");
        _text.Append("} ").Append(Format(value)).Append('\n');
    }

    public override string ToString() => _text.ToString();

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
