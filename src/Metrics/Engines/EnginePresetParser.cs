using System.Text.RegularExpressions;

namespace ModelMonitor.Metrics;

/// <summary>Reads a preset file. Strict: what it does not know it refuses.</summary>
internal static partial class EnginePresetParser
{
    public static EnginePreset Parse(string file, TextReader text)
    {
        var root = PresetNode.Parse(file, text);
        var fields = root.Map("name", "source", "detect", "scrape", "modelLabel", "rankLabels", "signals", "lacks");
        var scrape = root.Required(fields, "scrape");
        var scrapeFields = scrape.Map("port", "path");
        return new EnginePreset(
            Matching(root.Required(fields, "name"), EngineName(), "lower-case letters, digits and dashes"),
            root.Required(fields, "source").Text(),
            MetricNameOf(root.Required(fields, "detect")),
            PortOf(scrape.Required(scrapeFields, "port")),
            Matching(scrape.Required(scrapeFields, "path"), UrlPath(), "a path that begins with /"),
            fields.TryGetValue("modelLabel", out var model) ? LabelNameOf(model) : null,
            fields.TryGetValue("rankLabels", out var ranks) ? [.. ranks.List().Select(LabelNameOf)] : [],
            SignalsOf(root.Required(fields, "signals")),
            fields.TryGetValue("lacks", out var lacks) ? lacks.Map().ToDictionary(l => l.Key, l => l.Value.Text()) : []);
    }

    private static Dictionary<Signal, EngineSignal> SignalsOf(PresetNode node)
    {
        var byName = Enum.GetValues<Signal>().ToDictionary(Signals.NameOf);
        var signals = node.Map([.. byName.Keys]).ToDictionary(s => byName[s.Key], s => SignalOf(s.Value, Signals.KindOf(byName[s.Key])));
        return signals.ContainsKey(Signal.Running) ? signals : throw node.Wrong("running is missing: it tells which pods are seen");
    }

    private static EngineSignal SignalOf(PresetNode node, SignalKind kind)
    {
        var kindName = kind.ToString().ToLowerInvariant();
        var fields = node.Map(kindName, "scale", "absentMeans");
        var metrics = node.Required(fields, kindName).List().Select(MetricOf).ToList();
        if (metrics.Count == 0) throw node.Wrong("at least one metric is expected");
        var scale = fields.TryGetValue("scale", out var factor) ? factor.Number() : 1;
        if (scale <= 0) throw factor.Wrong("must be above 0");
        var absent = fields.TryGetValue("absentMeans", out var means);
        if (absent && means.Text() != "zero") throw means.Wrong("only zero can be meant");
        if (absent && kind != SignalKind.Counter) throw means.Wrong("only a counter's absence can mean zero");
        return new(metrics, scale, absent);
    }

    private static EngineMetric MetricOf(PresetNode node)
    {
        if (!node.IsMap) return new(MetricNameOf(node), new Dictionary<string, string>());
        var fields = node.Map("metric", "match");
        var match = fields.TryGetValue("match", out var labels) ? labels.Map() : [];
        foreach (var (name, value) in match)
            if (!LabelName().IsMatch(name)) throw value.Wrong("no label name");
        return new(MetricNameOf(node.Required(fields, "metric")), match.ToDictionary(l => l.Key, l => l.Value.Text()));
    }

    private static int PortOf(PresetNode node) =>
        node.Number() is >= 1 and <= 65535 and var port && port == Math.Floor(port)
            ? (int)port
            : throw node.Wrong("1 to 65535 is expected");

    private static string MetricNameOf(PresetNode node)
    {
        var name = Matching(node, MetricName(), "a metric's name");
        return name.EndsWith("_bucket", StringComparison.Ordinal)
            ? throw node.Wrong("the histogram's name without _bucket is expected")
            : name;
    }

    private static string LabelNameOf(PresetNode node) => Matching(node, LabelName(), "a label's name");

    private static string Matching(PresetNode node, Regex form, string expected) =>
        form.IsMatch(node.Text()) ? node.Text() : throw node.Wrong($"{expected} expected, not {node.Text()}");

    // Names go into queries as they are: \z, because $ would let a line break pass.
    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex EngineName();

    [GeneratedRegex(@"^[a-zA-Z_:][a-zA-Z0-9_:]*\z")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"^[a-zA-Z_][a-zA-Z0-9_]*\z")]
    private static partial Regex LabelName();

    [GeneratedRegex(@"^/[!-~]*\z")]
    private static partial Regex UrlPath();
}
