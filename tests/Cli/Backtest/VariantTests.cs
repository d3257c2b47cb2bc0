using ModelMonitor.Cli.Backtest.Input;
using ModelMonitor.Cli.Backtest.Running;
using ModelMonitor.Decisions;
using ModelMonitor.Resources.Planning;

namespace ModelMonitor.Tests.Cli.Backtest;

public sealed class VariantTests
{
    private static readonly ScalingLimits Written = PlanReader.PlanOf(MonitorFile.Parse(Samples.Monitor, "mm.yaml").Spec).Scaling!;

    [Fact]
    public void Limits_of_the_monitor_are_replaced_and_others_kept()
    {
        var variant = Variant.Parse("minReplicas=3, maxReplicas=20,reserve=2", Written);
        Assert.Equal("minReplicas=3, maxReplicas=20,reserve=2", variant.Name);
        Assert.Null(variant.Scaler);
        Assert.Equal(Written with { MinReplicas = 3, MaxReplicas = 20, ReservePods = 2 }, variant.Limits);
    }

    [Fact]
    public void A_reserve_may_be_a_share_and_takes_the_place_of_pods()
    {
        var variant = Variant.Parse("reserve=25%", Written with { ReservePods = 3 });
        Assert.Equal(Written with { ReserveShare = 0.25, ReservePods = 0 }, variant.Limits);
    }

    [Theory]
    [InlineData("hpa-in-flight=12", "HPA in flight 12")]
    [InlineData("hpa-rps=2.5", "HPA rps 2.5")]
    [InlineData("hpa-gpu=0.8,maxReplicas=30", "HPA GPU 0.8")]
    [InlineData("fixed=10", "fixed 10")]
    public void Another_scaler_is_made_anew_each_time(string text, string name)
    {
        var variant = Variant.Parse(text, Written);
        Assert.Equal(name, variant.Scaler!().Name);
        Assert.NotSame(variant.Scaler!(), variant.Scaler!());
    }

    [Fact]
    public void A_fixed_pool_is_not_cut_to_the_limits_of_the_monitor() => Assert.True(Variant.Parse("fixed=100", Written).Limits.MaxReplicas >= 100);

    [Theory]
    [InlineData("", "is empty; write pairs of minReplicas, maxReplicas, reserve, hpa-in-flight")]
    [InlineData("colour=red", "'colour' is no key; there are minReplicas")]
    [InlineData("minReplicas", "minReplicas is a whole number from 1 to 1000, not ''")]
    [InlineData("minReplicas=0", "minReplicas is a whole number from 1 to 1000, not '0'")]
    [InlineData("maxReplicas=1001", "maxReplicas is a whole number from 1 to 1000, not '1001'")]
    [InlineData("minReplicas=2,minReplicas=3", "minReplicas is there twice")]
    [InlineData("minReplicas=13", "minReplicas 13 is above maxReplicas 12; give both")]
    [InlineData("reserve=1001%", "reserve is a number of pods to 1000, or a percentage such as 20%, not '1001%'")]
    [InlineData("fixed=2.5", "fixed is a whole number from 1 to 1000, not '2.5'")]
    [InlineData("hpa-rps=0", "hpa-rps is a number above 0, not '0'")]
    [InlineData("hpa-rps=1,kpa=2", "names two scalers; make them two variants")]
    [InlineData("hpa-rps=1,reserve=2", "reserve is ModelMonitor's alone; leave it out beside another scaler")]
    public void A_variant_that_cannot_be_is_refused_with_the_fix(string text, string problem)
    {
        var error = Assert.Throws<InputException>(() => Variant.Parse(text, Written));
        Assert.StartsWith($"--variant \"{text}\": {problem}", error.Message, StringComparison.Ordinal);
    }
}
