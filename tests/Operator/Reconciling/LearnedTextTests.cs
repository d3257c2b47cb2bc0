using ModelMonitor.Decisions;
using ModelMonitor.Operator.Reconciling;

namespace ModelMonitor.Tests.Operator.Reconciling;

public sealed class LearnedTextTests
{
    private static readonly Learned Known = new(1.2514, 0.03456, TimeSpan.FromSeconds(94.2));

    [Fact]
    public void What_was_learned_is_read_back_as_it_was_written()
    {
        var status = LearnedText.Of(Known);
        Assert.Equal(new() { Headroom = "1.25", PodCapacity = "0.0346", ColdStart = "95s" }, status);
        Assert.Equal(new(1.25, 0.0346, TimeSpan.FromSeconds(95)), LearnedText.Read(status));
        Assert.Equal(status, LearnedText.Of(LearnedText.Read(status)!));
    }

    [Fact]
    public void Nothing_learned_is_no_text_and_the_other_way_round()
    {
        Assert.Null(LearnedText.Of(new(null, null, null)));
        Assert.Null(LearnedText.Of(new(double.NaN, 0, TimeSpan.Zero)));
        Assert.Null(LearnedText.Read(null));
    }

    [Theory]
    [InlineData("-1", "NaN", "-5s")]
    [InlineData("0", "Infinity", "0s")]
    [InlineData("much", "1e999", "1d")]
    public void What_is_no_number_above_0_is_not_believed(string headroom, string capacity, string start) =>
        Assert.Equal(new(null, null, null), LearnedText.Read(new() { Headroom = headroom, PodCapacity = capacity, ColdStart = start }));

    [Theory]
    [InlineData(1.37, 0.0346, 95, false)] // each within 10 %
    [InlineData(1.38, 0.0346, 95, true)]
    [InlineData(1.25, 0.0311, 95, true)]
    [InlineData(1.25, 0.0346, 105, true)]
    [InlineData(1.25, null, 95, true)]
    public void A_tenth_is_worth_a_write(double headroom, double? capacity, double start, bool moved) =>
        Assert.Equal(moved, LearnedText.HasMoved(LearnedText.Of(Known), new(headroom, capacity, TimeSpan.FromSeconds(start))));

    [Fact]
    public void The_first_number_is_worth_a_write()
    {
        Assert.True(LearnedText.HasMoved(null, Known));
        Assert.False(LearnedText.HasMoved(null, new(null, null, null)));
    }
}
