using System.Buffers;
using System.Text;

namespace ModelMonitor.Operator.Exposition;

/// <summary>From .NET's names and units to Prometheus' names, by the rules of OpenTelemetry's Prometheus compatibility document.</summary>
internal static class MetricName
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>The family's name: <c>.</c> becomes <c>_</c>, then the unit in plain words, then <c>_total</c> for counters; no gauge ends in <c>_count</c>.</summary>
    public static string Of(string instrument, string? unit, MetricType type)
    {
        var name = Sanitize(instrument);
        if (Unit(unit) is { } word && !EndsInWord(name, word)) name += "_" + word;
        if (type == MetricType.Counter && !EndsInWord(name, "total")) name += "_total";
        // _count belongs to histograms; .NET calls gauges so (dotnet.timer.count is dotnet_timers).
        if (type == MetricType.Gauge && EndsInWord(name, "count")) name = Plural(name[..^"_count".Length]);
        return name;
    }

    /// <summary>Only letters, digits and <c>_</c>, not beginning with a digit.</summary>
    public static string Sanitize(string name)
    {
        if (name.Length > 0 && !char.IsAsciiDigit(name[0]) && !name.AsSpan().ContainsAnyExcept(Allowed)) return name;
        var text = new StringBuilder(name.Length + 1);
        if (name.Length == 0 || char.IsAsciiDigit(name[0])) text.Append('_');
        foreach (var c in name) text.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        return text.ToString();
    }

    private static string? Unit(string? unit) => unit switch
    {
        "s" => "seconds",
        "ms" => "milliseconds",
        "By" => "bytes",
        "%" => "percent",
        "Cel" => "celsius",
        // No unit, a count ("1") or a word for what is counted ("{request}") adds nothing.
        null or "" or "1" or ['{', ..] => null,
        _ => Sanitize(unit),
    };

    private static string Plural(string word) => word.EndsWith('y') ? word[..^1] + "ies" : word + "s";

    private static bool EndsInWord(string name, string word) => name.EndsWith("_" + word, StringComparison.Ordinal);
}
