using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;
using ModelMonitor.Resources.Planning;

namespace ModelMonitor.Tests.Resources.Planning;

public sealed class PlanReaderTests
{
    private readonly ModelMonitorSpec _spec = new()
    {
        Objectives = [new() { Name = "first-token", Indicator = "time-to-first-token", Below = IntOrString.FromString("1s") }],
        Scaling = new() { MaxReplicas = 5 },
    };

    private Objective Only => Assert.Single(PlanReader.PlanOf(_spec).Objectives);

    private ScalingLimits Limits => PlanReader.PlanOf(_spec).Scaling!;

    [Fact]
    public void A_minimal_spec_gets_p95_and_our_behavior()
    {
        Assert.Equal(new("first-token", Indicator.TimeToFirstToken, 1, true, true, 0.95), Only);
        Assert.Equal((1, 5), (Limits.MinReplicas, Limits.MaxReplicas));
        Assert.Equal(TimeSpan.FromSeconds(300), Limits.Down.Stabilization);
        Assert.Equal([new(true, 100, TimeSpan.FromSeconds(15)), new(false, 4, TimeSpan.FromSeconds(15))], Limits.Up.Policies.OrderBy(p => !p.IsPercent));
    }

    [Fact]
    public void Without_scaling_nothing_may_ask_for_replicas()
    {
        _spec.Scaling = null;
        Assert.Null(PlanReader.PlanOf(_spec).Scaling);
        Assert.False(Only.MayScale);
    }

    [Fact]
    public void Only_named_objectives_scale_when_some_are_named()
    {
        _spec.Objectives.Add(new() { Indicator = "inter-token-latency", Quantile = "p99", Below = IntOrString.FromString("50ms") });
        _spec.Scaling!.Objectives = ["inter-token-latency"];
        var objectives = PlanReader.PlanOf(_spec).Objectives;
        Assert.Equal([false, true], objectives.Select(o => o.MayScale));
        Assert.Equal((0.05, 0.99), (objectives[1].Bound, objectives[1].Quantile));
    }

    [Fact]
    public void A_mean_counts_no_requests_and_has_no_quantile()
    {
        _spec.Objectives[0].Quantile = "mean";
        Assert.Null(Only.Quantile);
    }

    [Theory]
    [InlineData("99%", "1d", 0.99, 1)]
    [InlineData("99.9%", "7d", 0.999, 7)]
    [InlineData("95%", "28d", 0.95, 28)]
    [InlineData("99.9999%", "90d", 0.999999, 90)]
    public void A_budget_is_a_share_over_days(string target, string window, double share, int days)
    {
        _spec.Objectives[0].Budget = new() { Target = target, Window = window };
        Assert.Equal(new(share, TimeSpan.FromDays(days)), Only.Budget);
    }

    [Fact]
    public void A_budget_of_which_only_the_target_is_given_counts_over_30_days()
    {
        _spec.Objectives[0].Budget = new() { Target = "99%" };
        Assert.Equal(new(0.99, TimeSpan.FromDays(30)), Only.Budget);
    }

    [Fact]
    public void A_reserve_is_pods_or_a_share_of_what_is_needed()
    {
        Assert.Equal((0, 0), (Limits.ReservePods, Limits.ReserveShare));
        _spec.Scaling!.Reserve = IntOrString.FromInteger(2);
        Assert.Equal((2, 0), (Limits.ReservePods, Limits.ReserveShare));
        _spec.Scaling.Reserve = IntOrString.FromString("25%");
        Assert.Equal((0, 0.25), (Limits.ReservePods, Limits.ReserveShare));
        _spec.Scaling.Reserve = IntOrString.FromString("1000%");
        Assert.Equal((0, 10), (Limits.ReservePods, Limits.ReserveShare));
    }

    [Fact]
    public void Zero_replicas_are_a_minimum_like_any_other()
    {
        _spec.Scaling!.MinReplicas = 0;
        Assert.Equal(0, Limits.MinReplicas);
    }

    [Fact]
    public void Every_indicator_of_the_custom_resource_has_one_in_the_decisions()
    {
        (string Name, string Bound)[] all =
        [
            ("time-to-first-token", "1s"), ("inter-token-latency", "1s"), ("time-per-output-token", "1s"), ("request-latency", "1s"),
            ("queue-wait", "1s"), ("error-ratio", "1%"), ("kv-cache-use", "90%"), ("waiting", "5"), ("in-flight", "5"),
            ("request-rate", "5"), ("token-throughput", "5000"), ("availability", "99.9%"), ("gpu-utilization", "90%"), ("gpu-memory-use", "95%"),
            ("gpu-temperature", "85"), ("gpu-errors", "1"), ("cpu-use", "90%"), ("memory-use", "90%"), ("accuracy", "92%"), ("precision", "92%"),
            ("recall", "92%"), ("f1", "92%"), ("drift-psi", "0.25"), ("drift-ks", "0.1"), ("custom", "7"),
        ];
        _spec.Objectives =
        [
            .. all.Select(i => new ObjectiveSpec
            {
                Indicator = i.Name,
                Below = IndicatorNames.IsGoodWhenHigh(i.Name) ? null : IntOrString.FromString(i.Bound),
                Above = IndicatorNames.IsGoodWhenHigh(i.Name) ? IntOrString.FromString(i.Bound) : null,
            }),
        ];
        var read = PlanReader.PlanOf(_spec).Objectives;
        Assert.Equal(Enum.GetValues<Indicator>(), read.Select(o => o.Indicator).Order());
        Assert.All(read, o => Assert.Equal(o.Quantile is not null, IndicatorNames.IsLatency(o.Name)));
        Assert.All(read, o => Assert.Equal(o.GoodIsBelow, !IndicatorNames.IsGoodWhenHigh(o.Name)));
    }

    [Fact]
    public void A_name_that_is_no_indicator_is_refused() => Assert.Throws<ArgumentException>(() => PlanReader.IndicatorOf("speed"));
}
