using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics;

public partial class PrometheusSourceTests
{
    [Fact]
    public async Task Tokens_are_read_for_their_number_and_for_the_mean_time_between_two_over_all_pods()
    {
        var answer = new VectorText().Pod("chat-1").Pod("chat-2")
            .Add("output-tokens", "chat-1", 30).Add("output-tokens", "chat-2", 10)
            .Add("inter-token-latency/total", "chat-1", 3).Add("inter-token-latency/count", "chat-1", 30)
            .Add("inter-token-latency/total", "chat-2", 0.2).Add("inter-token-latency/count", "chat-2", 10);
        var load = (await Sample(answer, Question("chat-1", "chat-2"))).Load;
        AssertValue(40, load.OutputTokens);
        AssertValue(0.08, load.InterToken);
        Assert.Equal(SamplingLimits.FreshFor(TimeSpan.FromSeconds(15)), load.InterToken.FreshFor);
    }

    [Fact]
    public async Task Without_a_token_in_the_window_the_time_between_two_is_not_known()
    {
        var answer = new VectorText().Pod("chat-1").Add("output-tokens", "chat-1", 0)
            .Add("inter-token-latency/total", "chat-1", 0).Add("inter-token-latency/count", "chat-1", 0);
        var load = (await Sample(answer, Question("chat-1"))).Load;
        Assert.Equal(ReadingKind.Zero, load.OutputTokens.Kind);
        AssertUnknown(UnknownReason.TooFewSamples, load.InterToken);
    }

    [Fact]
    public async Task Engines_that_give_only_the_mean_of_requests_give_that_and_others_say_what_they_lack()
    {
        var tgi = new VectorText().Pod("chat-1").Add("time-per-output-token/total", "chat-1", 1).Add("time-per-output-token/count", "chat-1", 20);
        AssertValue(0.05, (await Sample(tgi, Question("chat-1") with { Engine = "tgi" })).Load.InterToken);
        var load = (await Sample(new VectorText().Pod("chat-1"), Question("chat-1") with { Engine = "tensorflow-serving" })).Load;
        AssertUnknown(UnknownReason.Unsupported, load.InterToken);
        AssertUnknown(UnknownReason.Unsupported, load.OutputTokens);
    }

    [Fact]
    public async Task Requests_are_told_with_or_without_a_budget_and_other_readings_tell_none()
    {
        var answer = new VectorText().Pod("chat-1", completed: 9).Add("errors", "chat-1", 0.5).Add("errors/witness", "chat-1", 1).Add("rejected", "chat-1", 1)
            .Buckets(Ttft, "chat-1", "llm", "llama", ("0.5", 8), ("1.5", 9.5), ("+Inf", 10));
        var sample = await Sample(answer, Question(
            ["chat-1"], FirstToken with { Bound = 1 }, new("errors", Indicator.ErrorRatio, null, 0.01), new("up", Indicator.Availability, null, 0.99, IsUpperBound: false),
            new("mean", Indicator.TimeToFirstToken, null, 1), new("rate", Indicator.RequestRate, null, 100), FirstToken with { Objective = "no-bound" }));
        Assert.Equal(
            new Dictionary<string, EventRate> { ["first-token"] = new(8.75, 10), ["errors"] = new(8.5, 10), ["up"] = new(8.5, 10) },
            sample.Rates.ToDictionary());
    }

    [Fact]
    public async Task What_is_not_known_has_no_rate_either()
    {
        var sample = await Sample(new VectorText().Pod("chat-1"), Question(["chat-1"], FirstToken with { Bound = 1 }));
        AssertUnknown(UnknownReason.NoData, sample.Objectives["first-token"]);
        Assert.Empty(sample.Rates);
    }
}
