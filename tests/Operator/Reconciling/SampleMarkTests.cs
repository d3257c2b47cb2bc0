using ModelMonitor.Decisions;
using ModelMonitor.Operator.Reconciling;

namespace ModelMonitor.Tests.Operator.Reconciling;

public sealed class SampleMarkTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void A_sample_grows_older_by_the_clock_that_does_not_jump_until_a_newer_one_comes()
    {
        Assert.Null(SampleMark.After(null, Seen(null), _time));
        var mark = SampleMark.After(null, Seen(TimeSpan.FromSeconds(4)), _time);
        Assert.Equal(TimeSpan.FromSeconds(4), mark!.Age(_time));
        var sameSample = Seen(TimeSpan.FromSeconds(4));
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.Same(mark, SampleMark.After(mark, sameSample, _time));
        Assert.Same(mark, SampleMark.After(mark, Seen(null), _time));
        Assert.Equal(TimeSpan.FromSeconds(19), mark.Age(_time));
        Assert.Equal(TimeSpan.FromSeconds(2), SampleMark.After(mark, Seen(TimeSpan.FromSeconds(2)), _time)!.Age(_time));
    }

    [Fact]
    public void A_sample_of_the_future_is_of_now() =>
        Assert.Equal(TimeSpan.Zero, SampleMark.After(null, Seen(TimeSpan.FromSeconds(-30)), _time)!.Age(_time));

    private Finding Seen(TimeSpan? age)
    {
        var finding = Findings.Of(ObjectiveState.Met, null) with { Load = LoadReadings.Unknown(UnknownReason.NoData) };
        return age is { } old ? finding with { Load = finding.Load with { Running = Reading.Of(1, _time.GetUtcNow() - old) } } : finding;
    }
}
