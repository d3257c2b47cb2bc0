using System.Text.Json.Nodes;
using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics.Alerts;

/// <summary>Which rules a monitor gets. What they say is tried by promtool (tests/Alerts).</summary>
public sealed class MonitorAlertsTests
{
    private static readonly string[] Edges = ["0.5", "1.0", "2.5", "+Inf"];

    [Fact]
    public void A_budget_has_an_alert_for_fast_and_for_slow_burn_and_a_rate_for_each_window()
    {
        var rules = Of("vllm", 30);
        Assert.Equal(["SLOBurnFast", "SLOBurnSlow", "MetricsMissing", "Stalled"], Names(rules, "alert"));
        Assert.Equal(
            ["5m", "30m", "1h", "2h", "6h", "1d", "3d"],
            Names(rules, "record").Where(r => r.StartsWith("objective:modelmonitor_burn_rate:ratio", StringComparison.Ordinal)).Select(r => r[38..]));
    }

    // The shares of the table in docs/slo.md: 2 and 5 % of the budget for the fast pairs, 10 % for the slow ones, never under 2 and 1.
    [Theory]
    [InlineData(1, "2|2", "1")]
    [InlineData(7, "3.36|2", "1|1")]
    [InlineData(30, "14.4|6", "3|1")]
    [InlineData(90, "43.2|18", "9|3")]
    public void Factors_are_those_by_which_the_operator_judges(int days, string fast, string slow)
    {
        var rules = Of("vllm", days);
        Assert.Equal(fast, Factors("SLOBurnFast"));
        Assert.Equal(slow, Factors("SLOBurnSlow"));

        string Factors(string alert) => string.Join('|', Rule(rules, alert)["expr"]!.GetValue<string>().Split('\n')
            .Where(l => l.Contains(":ratio", StringComparison.Ordinal)).Select(l => l[(l.LastIndexOf('>') + 2)..]).Chunk(2).Select(p =>
            {
                Assert.Equal(p[0], p[1]);
                return p[0];
            }));
    }

    [Fact]
    public void Without_a_budget_or_recorded_events_there_is_no_burn_alert()
    {
        Assert.Equal(["MetricsMissing", "Stalled"], Names(Of("vllm", null), "alert"));
        Assert.Equal(["MetricsMissing", "Stalled"], Names(Of("vllm", 30, edges: []), "alert"));
    }

    [Fact]
    public void Engines_that_do_not_show_tokens_or_are_a_gateway_have_no_stalled_pods()
    {
        Assert.Equal(["MetricsMissing"], Names(Of("torchserve", null), "alert"));
        Assert.Equal(["MetricsMissing"], Names(Of("istio", null), "alert"));
        Assert.Null(RuleGroups.Of(Preset("custom"), Question("chat"), [], [], "docs/runbooks"));
    }

    [Fact]
    public void Metrics_are_missing_only_when_every_alternative_is()
    {
        var running = Preset("kserve").Signals[Signal.Running];
        var expr = Rule(Of("kserve", null), "MetricsMissing")["expr"]!.GetValue<string>();
        Assert.Equal(running.Alternatives.Sum(a => a.Terms.Count), expr.Split("absent_over_time").Length - 1);
    }

    [Fact]
    public void Names_stand_literally_in_every_expression()
    {
        var rules = Of("vllm", 30, target: "a.b", model: "m\"} or vector(1) #");
        Assert.All(rules["groups"]!.AsArray().SelectMany(g => g!["rules"]!.AsArray()), r =>
        {
            var expr = r!["expr"]!.GetValue<string>();
            if (expr.Contains("pod=", StringComparison.Ordinal))
                Assert.Contains("""pod=~"a\\.b-.+",model_name="m\"} or vector(1) #""", expr, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Every_preset_gives_rules_of_the_same_text_each_time() => Assert.All(EngineCatalog.LoadEmbedded().Engines, e =>
        Assert.Equal(RuleGroups.Of(e, Question("chat"), [], [], "r")?.ToJsonString(), RuleGroups.Of(e, Question("chat"), [], [], "r")?.ToJsonString()));

    private static JsonObject Of(string engine, int? days, string[]? edges = null, string target = "chat", string? model = null)
    {
        var budget = days is { } d ? new ErrorBudget(0.99, TimeSpan.FromDays(d)) : null;
        var objective = new Objective("first-token", Indicator.TimeToFirstToken, 1, true, true, 0.95, budget);
        var asked = new IndicatorQuestion("first-token", Indicator.TimeToFirstToken, 0.95, 1, BudgetWindow: budget?.Window);
        var question = Question(target) with { Model = model, Engine = engine };
        var recorded = budget is null ? [] : RecordingRules.Of(Preset(engine), question, asked, edges ?? Edges);
        return RuleGroups.Of(Preset(engine), question, [objective], recorded, "docs/runbooks")!;
    }

    private static MonitorQuestion Question(string target) => new("llm/chat", "llm", target, [], null, []);

    private static EnginePreset Preset(string name) => EngineCatalog.LoadEmbedded().Engines.Single(e => e.Name == name);

    private static IEnumerable<string> Names(JsonObject rules, string kind) =>
        rules["groups"]!.AsArray().SelectMany(g => g!["rules"]!.AsArray()).Select(r => r![kind]?.GetValue<string>()).OfType<string>();

    private static JsonNode Rule(JsonObject rules, string alert) =>
        rules["groups"]!.AsArray().SelectMany(g => g!["rules"]!.AsArray()).Single(r => r!["alert"]?.GetValue<string>() == alert)!;
}
