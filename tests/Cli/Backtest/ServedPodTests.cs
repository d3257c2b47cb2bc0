using ModelMonitor.Cli.Backtest.Input;
using ModelMonitor.Cli.Backtest.Running;

namespace ModelMonitor.Tests.Cli.Backtest;

public sealed class ServedPodTests
{
    [Theory]
    [InlineData(0.1, false)]
    [InlineData(1.0, false)]
    [InlineData(3.6, false)]
    [InlineData(40.0, false)]
    [InlineData(0.5, true)]
    [InlineData(20.0, true)]
    public void The_pod_carries_what_the_user_says(double rate, bool knowsTokens)
    {
        var served = ServedPod.Find(rate, knowsTokens ? (2000, 100) : null);
        var carried = ServedPod.CarriedShare * served.Pod.SaturationRate(served.Sizes.MeanPrompt, served.Sizes.MeanOutput);
        Assert.Equal(rate, carried, rate * 0.01);
        Assert.Equal(rate, served.Rate);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(1.0)]
    [InlineData(100.0)]
    public void With_sizes_of_its_own_an_idle_pod_is_far_within_a_second(double rate) =>
        Assert.Null(ServedPod.Find(rate, null).Doubt(TimeSpan.FromSeconds(1)));

    [Fact]
    public void Numbers_that_break_the_objective_on_an_idle_pod_are_told() =>
        Assert.Equal(
            "Note: even an idle pod takes 8.23 s to the first token of a mean request, of 1 s allowed: look at --pod-rate and the tokens.",
            ServedPod.Find(0.1, (4000, 100)).Doubt(TimeSpan.FromSeconds(1)));

    [Fact]
    public void Tokens_of_a_history_are_means_over_its_requests()
    {
        var history = LoadCsv.Parse("time,requests_per_second,input_tokens,output_tokens\n0,1,1000,100\n60,3,2000,\n120,0,9000,900\n", "load.csv");
        Assert.Equal((1750, 100), ServedPod.TokensOf(history));
        Assert.Null(ServedPod.TokensOf(LoadCsv.Parse("time,requests_per_second\n0,1\n60,1\n", "load.csv")));
    }
}
