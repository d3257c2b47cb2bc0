using System.Text.RegularExpressions;

namespace ModelMonitor.Metrics;

/// <summary>Reads a preset file. Strict: what it does not know it refuses. docs/engines.md describes the format.</summary>
internal static partial class EnginePresetParser
{
    public static EnginePreset Parse(string file, TextReader text)
    {
        var root = PresetNode.Parse(file, text);
        var fields = root.Map("name", "title", "source", "group", "detect", "scrape", "modelLabel", "rankLabels", "labels", "signals", "lacks", "blank", "sidecar");
        var name = Matching(root.Required(fields, "name"), EngineName(), "lower-case letters, digits and dashes");
        var group = fields.TryGetValue("group", out var groupNode) ? OneOf<SignalGroup>(groupNode) : SignalGroup.Engine;
        var (port, path) = fields.TryGetValue("scrape", out var scrape) ? ScrapeOf(scrape) : (default(int?), "/metrics");
        var (identities, isPerService) = fields.TryGetValue("labels", out var labels) ? IdentitiesOf(labels) : ([SeriesIdentity.OfPod], false);
        var blank = fields.TryGetValue("blank", out var blankFrom) ? BlankOf(blankFrom) : default(double?);
        var signals = SignalParser.Parse(root.Required(fields, "signals"), group, blank);
        if (group == SignalGroup.Engine && signals.Count > 0 && port is null && !isPerService)
            throw root.Wrong("scrape is missing: port and path of the pods' metrics endpoint");
        if (blank is not null && signals.Values.Any(s => s.Form != SignalForm.Gauge)) throw blankFrom.Wrong("only gauges can be blank");
        var isSidecar = fields.TryGetValue("sidecar", out var sidecar);
        if (isSidecar && group != SignalGroup.Gpu) throw sidecar.Wrong("only an exporter of the group gpu can be a sidecar");
        return new EnginePreset(
            name,
            fields.TryGetValue("title", out var title) ? title.Text() : name,
            root.Required(fields, "source").Text(),
            group,
            fields.TryGetValue("detect", out var detect) ? DetectionOf(detect) : new([], [], 0),
            port,
            path,
            fields.TryGetValue("modelLabel", out var model) ? LabelNameOf(model) : null,
            fields.TryGetValue("rankLabels", out var ranks) ? RanksOf(ranks) : [],
            identities,
            isPerService,
            signals,
            fields.TryGetValue("lacks", out var lacks) ? lacks.Map().ToDictionary(l => l.Key, l => l.Value.Text()) : [])
        {
            BlankFrom = blank,
            Sidecar = isSidecar ? SidecarParser.Parse(sidecar) : null,
        };
    }

    /// <summary>A member of an enumeration, in lower case.</summary>
    public static T OneOf<T>(PresetNode node)
        where T : struct, Enum =>
        Enum.GetNames<T>().FirstOrDefault(n => n.Equals(node.Text(), StringComparison.OrdinalIgnoreCase)) is { } name
            ? Enum.Parse<T>(name)
            : throw node.Wrong($"one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()} is expected");

    private static (int? Port, string Path) ScrapeOf(PresetNode node)
    {
        var fields = node.Map("port", "path");
        return ((int)node.Required(fields, "port").Whole(1, 65535), Matching(node.Required(fields, "path"), UrlPath(), "a path that begins with /"));
    }

    private static double BlankOf(PresetNode node) => node.Number() is > 0 and var blank ? blank : throw node.Wrong("must be above 0");

    private static DetectionRule DetectionOf(PresetNode node)
    {
        var fields = node.Map("metrics", "images", "priority");
        return new(
            fields.TryGetValue("metrics", out var metrics) ? [.. metrics.List().Select(m => Matching(m, MetricName(), "a metric's name"))] : [],
            fields.TryGetValue("images", out var images) ? [.. images.List().Select(i => Matching(i, ImagePart(), "a part of an image's name in lower case"))] : [],
            fields.TryGetValue("priority", out var priority) ? (int)Math.Clamp(priority.Number(), -100, 100) : 0);
    }

    private static (IReadOnlyList<SeriesIdentity> Identities, bool IsPerService) IdentitiesOf(PresetNode node)
    {
        var isPerService = false;
        var identities = new List<SeriesIdentity>();
        foreach (var item in node.List())
        {
            var fields = item.Map("namespace", "pod", "service");
            isPerService = fields.TryGetValue("service", out var service);
            var name = isPerService ? service : item.Required(fields, "pod");
            identities.Add(new(LabelNameOf(item.Required(fields, "namespace")), LabelNameOf(name)));
        }

        return (SeriesIdentity.InOrder(identities), isPerService);
    }

    private static IReadOnlyList<string>? RanksOf(PresetNode node) =>
        node is { IsMap: false } && node.List() is [var one] && one.Text() == "any" ? null : [.. node.List().Select(LabelNameOf)];

    private static string LabelNameOf(PresetNode node) => Matching(node, LabelName(), "a label's name");

    private static string Matching(PresetNode node, Regex form, string expected) =>
        form.IsMatch(node.Text()) ? node.Text() : throw node.Wrong($"{expected} is expected, not {node.Text()}");

    // Names go into queries as they are: \z, because $ would let a line break pass.
    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex EngineName();

    [GeneratedRegex(@"^[a-zA-Z_:][a-zA-Z0-9_:]*\z")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"^[a-zA-Z_][a-zA-Z0-9_]*\z")]
    private static partial Regex LabelName();

    [GeneratedRegex(@"^[a-z0-9._/-]{2,128}\z")]
    private static partial Regex ImagePart();

    [GeneratedRegex(@"^/[!-~]*\z")]
    private static partial Regex UrlPath();
}
