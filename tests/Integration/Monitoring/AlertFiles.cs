using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Integration.Monitoring;

/// <summary>The rule files of the repository, and the cases that promtool runs on them.</summary>
internal static class AlertFiles
{
    public static readonly string OfOperator = Repository.PathOf("config", "prometheus", "alerts.yaml");
    public static readonly string OfMonitor = Repository.PathOf("tests", "Alerts", "monitor.rules.yaml");
    public static readonly string Monitor = Repository.PathOf("tests", "Alerts", "monitor.yaml");

    /// <summary>The alerts of both files.</summary>
    public static IReadOnlyList<JsonObject> Alerts { get; } = [.. AlertsOf(OfOperator), .. AlertsOf(OfMonitor)];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Alerts.Select(a => a["alert"]!.GetValue<string>())];

    /// <summary>Files of cases: one per alert, named after it.</summary>
    public static IReadOnlyList<string> Cases { get; } =
        [.. Directory.GetFiles(Repository.PathOf("tests", "Alerts"), "*.yaml").Where(f => f != OfMonitor && f != Monitor).Order(StringComparer.Ordinal)];

    public static JsonNode Read(string file) => YamlJson.Parse(File.ReadAllText(file))!;

    private static IEnumerable<JsonObject> AlertsOf(string file) =>
        from @group in Read(file)["groups"]!.AsArray()
        from rule in @group!["rules"]!.AsArray()
        where rule!["alert"] is not null
        select rule.AsObject();
}
