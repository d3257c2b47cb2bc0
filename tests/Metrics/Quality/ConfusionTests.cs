using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics.Quality;

public class ConfusionTests
{
    [Fact]
    public void Ratios_are_those_of_the_textbook()
    {
        var counts = new Confusion(TruePositives: 80, FalsePositives: 20, TrueNegatives: 880, FalseNegatives: 20);
        Assert.Equal(1000, counts.Count);
        Assert.Equal(0.96, counts.Accuracy!.Value, 12);
        Assert.Equal(0.8, counts.Precision!.Value, 12);
        Assert.Equal(0.8, counts.Recall!.Value, 12);
        Assert.Equal(0.8, counts.F1!.Value, 12);
        // 2 * 60 / (2 * 60 + 10 + 40)
        Assert.Equal(120.0 / 170, new Confusion(60, 10, 0, 40).F1!.Value, 12);
    }

    [Fact]
    public void A_ratio_without_events_is_unknown_and_not_zero()
    {
        Assert.Null(default(Confusion).Accuracy);
        Assert.Null(new Confusion(0, 0, 5, 1).Precision);
        Assert.Null(new Confusion(0, 1, 5, 0).Recall);
        Assert.Null(new Confusion(0, 0, 5, 0).F1);
        Assert.Equal(0, new Confusion(0, 3, 0, 2).F1);
    }
}
