using ModelMonitor.Decisions;
using ModelMonitor.Operator.Hosting;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Tests.MadeUp;
using ModelMonitor.Tests.Operator.Exposition;
using ModelMonitor.Tests.Operator.Reconciling;

namespace ModelMonitor.Tests.Operator.Hosting;

public sealed class OperatorMetricsTests
{
    private const string Chat = "name=\"chat\",namespace=\"llm\"";
    private readonly ManualTime _time = new();

    public static TheoryData<string, double> Values => new()
    {
        { $"modelmonitor_desired_replicas{{{Chat}}}", 4 },
        { $"modelmonitor_current_replicas{{{Chat}}}", 2 },
        { $"modelmonitor_replicas{{kind=\"current\",{Chat}}}", 2 },
        { $"modelmonitor_replicas{{kind=\"ready\",{Chat}}}", 1 },
        { $"modelmonitor_replicas{{kind=\"desired\",{Chat}}}", 4 },
        { $"modelmonitor_decision_info{{limited_by=\"RateLimit\",{Chat},reason=\"LatencyBreached\"}}", 1 },
        { $"modelmonitor_decision_timestamp_seconds{{{Chat},outcome=\"Applied\",reason=\"LatencyBreached\"}}", 1767225600 },
        { $"modelmonitor_scaling_headroom{{{Chat}}}", 1.3 },
        { $"modelmonitor_pod_capacity{{{Chat}}}", 3.4 },
        { $"modelmonitor_cold_start_seconds{{{Chat}}}", 95 },
        { $"modelmonitor_objective_value{{{Chat},objective=\"first-token\"}}", 1.2 },
        { $"modelmonitor_objective_bound{{{Chat},objective=\"first-token\",side=\"below\"}}", 1 },
        { $"modelmonitor_objective_bound{{{Chat},objective=\"errors\",side=\"below\"}}", 0.01 },
        { $"modelmonitor_objective_bound{{{Chat},objective=\"answers\",side=\"above\"}}", 0.92 },
        { $"modelmonitor_objective_state{{{Chat},objective=\"first-token\",state=\"Breached\"}}", 1 },
        { $"modelmonitor_objective_state{{{Chat},objective=\"first-token\",state=\"Met\"}}", 0 },
        { $"modelmonitor_objective_state{{{Chat},objective=\"first-token\",state=\"Unknown\"}}", 0 },
        { $"modelmonitor_objective_burn_rate{{{Chat},objective=\"first-token\"}}", 6.5 },
        { $"modelmonitor_objective_budget_remaining{{{Chat},objective=\"errors\"}}", -0.1 },
        { $"modelmonitor_objective_budget_state{{{Chat},objective=\"first-token\",state=\"BudgetBurning\"}}", 1 },
        { $"modelmonitor_objective_budget_state{{{Chat},objective=\"errors\",state=\"BudgetSpent\"}}", 1 },
        { $"modelmonitor_condition{{{Chat},status=\"True\",type=\"Ready\"}}", 1 },
        { $"modelmonitor_condition{{{Chat},status=\"False\",type=\"SLOMet\"}}", 1 },
        { $"modelmonitor_exporter_pods{{{Chat},phase=\"Rolling\"}}", 1 },
        { $"modelmonitor_info{{engine=\"vllm\",mode=\"Enforce\",{Chat},source=\"prod\"}}", 1 },
        { $"modelmonitor_sample_age_seconds{{{Chat}}}", 10 },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_judged_monitor_shows_this_and_no_longer_when_it_is_forgotten_or_another_leads(string series, double value)
    {
        var monitor = MadeUpMonitors.Full(_time);
        await using var made = await MadeUpOperator.StartAsync(_time, monitor);
        // It is the monotonic clock that makes a sample older.
        _time.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(value, Scrape.Of(made)[series]);
        made.Leads = false;
        Assert.DoesNotContain(series, Scrape.Of(made).Samples.Keys);
        made.Leads = true;
        made.Forget(monitor.Key);
        Assert.DoesNotContain(series, Scrape.Of(made).Samples.Keys);
    }

    [Fact]
    public async Task A_monitor_with_three_objectives_has_at_most_fifty_series_all_of_them_tested()
    {
        await using var made = await MadeUpOperator.StartAsync(_time, MadeUpMonitors.Full(_time));
        var series = OfMonitor(made, "chat");
        Assert.Equal(OperatorMetrics.MostSeries, series.Count);
        Assert.Equal(Values.Select(v => NameOf(v.Data.Item1)).Distinct().Order(), series.Select(NameOf).Distinct().Order());
    }

    [Fact]
    public async Task What_is_unknown_has_no_series()
    {
        await using var made = await MadeUpOperator.StartAsync(_time, MadeUpMonitors.Plain(_time));
        Assert.Equal(
            ["modelmonitor_condition", "modelmonitor_info", "modelmonitor_objective_bound", "modelmonitor_objective_state"],
            OfMonitor(made, "plain").Select(NameOf).Distinct().Order());
    }

    [Fact]
    public async Task A_monitor_that_cannot_be_judged_shows_its_conditions_and_none_of_the_replicas_of_before()
    {
        var monitor = MadeUpMonitors.Full(_time);
        (monitor.Memory.LastVerdicts, monitor.Memory.LastDecision) = ([], null);
        await using var made = await MadeUpOperator.StartAsync(_time, monitor);
        var names = OfMonitor(made, "chat").Select(NameOf).Distinct().ToList();
        Assert.Contains("modelmonitor_condition", names);
        Assert.DoesNotContain("modelmonitor_replicas", names);
    }

    [Fact]
    public async Task An_object_of_the_same_name_does_not_inherit_the_series_of_the_one_before()
    {
        var monitor = MadeUpMonitors.Full(_time);
        monitor.Monitor.Metadata.Uid = "another";
        await using var made = await MadeUpOperator.StartAsync(_time, monitor);
        Assert.Empty(OfMonitor(made, "chat"));
    }

    [Fact]
    public async Task Decisions_and_obstacles_are_counted_from_0_on_and_pending_ones_when_their_outcome_is_known()
    {
        await using var made = await MadeUpOperator.StartAsync(_time);
        const string Applied = "modelmonitor_decisions_total{outcome=\"Applied\",reason=\"LatencyBreached\"}";
        const string Forbidden = "modelmonitor_obstacles_total{reason=\"Forbidden\"}";
        Assert.Equal((0, 0), (Scrape.Of(made)[Applied], Scrape.Of(made)[Forbidden]));
        var finding = Findings.Of(ObjectiveState.Breached, 3, decision: Findings.Decision(2, 4));
        var record = DecisionRecords.Of(finding.Decision!, DecisionOutcome.Pending, Findings.Now);
        made.Counts.Count(finding);
        made.Counts.Count(finding with { Record = record });
        Assert.Equal((0, 0), (Scrape.Of(made)[Applied], Scrape.Of(made)[Forbidden]));
        made.Counts.Count(finding with { Record = record with { Outcome = DecisionOutcome.Applied } });
        made.Counts.Count(finding with
        {
            Record = record with { Outcome = DecisionOutcome.Failed },
            Obstacle = new(ConditionType.ScalingActive, ConditionReason.Forbidden, "no"),
        });
        var scrape = Scrape.Of(made);
        Assert.Equal((1, 1), (scrape[Applied], scrape[Forbidden]));
        Assert.Equal(1, scrape["modelmonitor_decisions_total{outcome=\"Failed\",reason=\"LatencyBreached\"}"]);
        Assert.Equal(2, scrape.Samples.Where(s => s.Key.StartsWith("modelmonitor_decisions_total", StringComparison.Ordinal)).Sum(s => s.Value));
    }

    private static List<string> OfMonitor(MadeUpOperator made, string name) =>
        [.. Scrape.Of(made).Samples.Keys.Where(k => k.Contains($"name=\"{name}\",namespace=\"llm\"", StringComparison.Ordinal))];

    private static string NameOf(string series) => series.Split('{')[0];
}
