using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Metrics;
using ModelMonitor.Operator.Sampling;

namespace ModelMonitor.Tests.Operator.Sampling;

public sealed class SampleBoardTests
{
    private static readonly ObjectKey Key = new("llm", "chat");
    private static readonly MonitorSample Sample = new(new Dictionary<string, Reading>(), LoadReadings.Unknown(UnknownReason.NoData));

    [Fact]
    public void A_sample_of_an_old_question_does_not_answer_a_new_one()
    {
        var board = new SampleBoard();
        var (old, changed) = (Watched("prod", "a"), Watched("prod", "b"));
        board.Register(old);
        board.Register(changed);
        Assert.False(board.Publish(old, Sample));
        Assert.Null(board.Latest(Key));
        Assert.True(board.Publish(changed, Sample));
        Assert.Same(Sample, board.Latest(Key));
    }

    [Fact]
    public void Registering_the_same_again_keeps_the_sample_and_asks_nobody()
    {
        var board = new SampleBoard();
        var asked = new List<string>();
        board.NewQuestion += asked.Add;
        board.Register(Watched("prod", "a"));
        board.Publish(board.Of("prod", onlyNew: true).Single(), Sample);
        board.Register(Watched("prod", "a"));
        Assert.Same(Sample, board.Latest(Key));
        Assert.Equal(["prod"], asked);
        Assert.Empty(board.Of("prod", onlyNew: true));
        Assert.Empty(board.Of("other", onlyNew: false));
    }

    [Fact]
    public void A_forgotten_monitor_takes_no_samples()
    {
        var board = new SampleBoard();
        var watched = Watched("prod", "a");
        board.Register(watched);
        board.Forget(Key);
        Assert.False(board.Publish(watched, Sample));
        Assert.Empty(board.Of("prod", onlyNew: false));
    }

    private static WatchedMonitor Watched(string source, string objective) => new(
        Key, source, "chat", PodSelector.Parse("app=chat"), "vllm", null, new(null, null, null), [new(objective, Indicator.TimeToFirstToken, 0.95)]);
}
