namespace ModelMonitor.Metrics;

/// <summary>Reads the <c>signals</c> of a preset file.</summary>
internal static class SignalParser
{
    public static Dictionary<Signal, EngineSignal> Parse(PresetNode node, SignalGroup group, double? blankFrom)
    {
        var known = Enum.GetValues<Signal>().Where(s => Signals.GroupOf(s) == group).ToDictionary(Signals.NameOf);
        var signals = node.Map([.. known.Keys]).ToDictionary(s => known[s.Key], s => SignalOf(s.Value, known[s.Key], blankFrom));
        // Without any, every objective brings its own query.
        var isBlind = group == SignalGroup.Engine && signals.Count > 0 && !signals.ContainsKey(Signal.Running);
        if (isBlind) throw node.Wrong("running is missing: it tells which pods are seen");
        return signals.ContainsKey(Signal.Waiting) && signals[Signal.Running].IncludesWaiting
            ? throw node.Wrong("what waits is either among running or told by waiting")
            : signals;
    }

    private static EngineSignal SignalOf(PresetNode node, Signal signal, double? blankFrom)
    {
        var forms = Signals.FormsOf(signal);
        string[] names = [.. forms.Select(NameOf)];
        var fields = node.Map([.. names, "scale", "absentMeans", "while", .. signal == Signal.Running ? ["includes"] : Array.Empty<string>()]);
        var given = names.Where(fields.ContainsKey).ToList();
        if (given.Count != 1) throw node.Wrong($"{string.Join(" or ", names)} is missing");
        var form = forms.First(f => NameOf(f) == given[0]);
        var scale = fields.TryGetValue("scale", out var factor) ? ScaleOf(factor) : 1;
        var alternatives = fields[given[0]].List().Select(a => AlternativeOf(a, form, scale) with { BlankFrom = blankFrom }).ToList();
        if (alternatives.Count == 0) throw node.Wrong("at least one metric is expected");
        var absent = fields.TryGetValue("absentMeans", out var means);
        if (absent && means.Text() != "zero") throw means.Wrong("only zero can be meant");
        if (absent && form != SignalForm.Counter) throw means.Wrong("only a counter's absence can mean zero");
        if (fields.TryGetValue("includes", out var includes))
            return includes.Text() == "waiting" ? new(form, alternatives, absent, []) { IncludesWaiting = true } : throw includes.Wrong("only waiting can be included");
        if (!fields.TryGetValue("while", out var witnesses)) return new(form, alternatives, absent, []);
        return absent ? new(form, alternatives, true, MetricsOf(witnesses)) : throw witnesses.Wrong("absentMeans is missing: while says when it holds");
    }

    private static MetricAlternative AlternativeOf(PresetNode node, SignalForm form, double scale)
    {
        if (!node.IsMap) return form == SignalForm.Mean ? throw node.Wrong("a mapping with total and count is expected") : new([MetricOf(node)], [], scale);
        if (form == SignalForm.Mean)
        {
            var parts = node.Map("total", "count", "scale");
            return new(MetricsOf(node.Required(parts, "total")), MetricsOf(node.Required(parts, "count")), ScaleIn(parts, scale));
        }

        var fields = node.Map("metric", "add", "scale");
        var terms = fields.TryGetValue("add", out var add) ? MetricsOf(add) : [MetricOf(node.Required(fields, "metric"))];
        return form == SignalForm.Histogram && terms.Count > 1
            ? throw add.Wrong("histograms cannot be added: their edges may differ")
            : new(terms, [], ScaleIn(fields, scale));
    }

    private static double ScaleIn(Dictionary<string, PresetNode> fields, double otherwise) =>
        fields.TryGetValue("scale", out var own) ? ScaleOf(own) : otherwise;

    private static double ScaleOf(PresetNode node) => node.Number() is > 0 and var scale ? scale : throw node.Wrong("must be above 0");

    private static List<EngineMetric> MetricsOf(PresetNode node) =>
        node.List().Select(MetricOf).ToList() is { Count: > 0 } metrics ? metrics : throw node.Wrong("at least one metric is expected");

    private static EngineMetric MetricOf(PresetNode node)
    {
        if (!EngineMetric.TryParse(node.Text(), out var metric))
            throw node.Wrong($"a metric's name is expected, or one with labels as in requests_total{{status=~\"5..\"}}, not {node.Text()}");
        return metric.Name.EndsWith("_bucket", StringComparison.Ordinal)
            ? throw node.Wrong("the histogram's name without _bucket is expected")
            : metric;
    }

    private static string NameOf(SignalForm form) => form.ToString().ToLowerInvariant();
}
