using System.Text.Json.Nodes;
using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>A monitor's rules in the form of a rule file of Prometheus, which is also the <c>spec</c> of a PrometheusRule.</summary>
public static class RuleGroups
{
    /// <summary>Group of what is recorded; evaluated each <see cref="HistoryLimits.RuleInterval"/>, each sample stands for that long.</summary>
    public const string Events = "modelmonitor.events";

    /// <summary>Group of the alerts; evaluated as often as the Prometheus evaluates by itself.</summary>
    public const string Alerts = "modelmonitor.alerts";

    /// <summary>Writes the file of a monitor.</summary>
    /// <param name="preset">The monitor's engine.</param>
    /// <param name="question">The monitor.</param>
    /// <param name="objectives">Its objectives, with their budgets.</param>
    /// <param name="recorded">Rules that record its events (<see cref="RecordingRules"/>); burn rates are made of these series.</param>
    /// <param name="runbooks">Address of the folder of runbooks, without a slash at its end.</param>
    /// <returns>An object with <c>groups</c>; null when there is no rule at all.</returns>
    public static JsonObject? Of(
        EnginePreset preset, MonitorQuestion question, IReadOnlyList<Objective> objectives, IReadOnlyList<RecordingRule> recorded, string runbooks)
    {
        var burns = objectives.Select(o => BurnRates.Find(recorded, o)).OfType<BurnRates>().ToList();
        return Of([.. recorded, .. burns.SelectMany(b => b.Rules)], MonitorAlerts.Of(preset, question, burns, runbooks));
    }

    private static JsonObject? Of(List<RecordingRule> recorded, IReadOnlyList<AlertingRule> alerts)
    {
        var groups = new JsonArray();
        if (recorded.Count > 0)
        {
            groups.Add((JsonNode)new JsonObject
            {
                ["name"] = Events,
                ["interval"] = BurnRates.Duration(HistoryLimits.RuleInterval),
                ["rules"] = new JsonArray([.. recorded.Select(r => new JsonObject { ["record"] = r.Record, ["expr"] = r.Expr, ["labels"] = Map(r.Labels) })]),
            });
        }

        if (alerts.Count > 0)
        {
            groups.Add((JsonNode)new JsonObject
            {
                ["name"] = Alerts,
                ["rules"] = new JsonArray([.. alerts.Select(a => new JsonObject
                {
                    ["alert"] = a.Alert,
                    ["expr"] = a.Expr,
                    ["for"] = BurnRates.Duration(a.For),
                    ["labels"] = Map(a.Labels),
                    ["annotations"] = Map(a.Annotations),
                })]),
            });
        }

        return groups.Count == 0 ? null : new() { ["groups"] = groups };
    }

    // In the order of their names, so that the same rules are the same text.
    private static JsonObject Map(IReadOnlyDictionary<string, string> map) =>
        new(map.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => KeyValuePair.Create<string, JsonNode?>(e.Key, e.Value)));
}
