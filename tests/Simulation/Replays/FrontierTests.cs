using ModelMonitor.Tests.Replay;

namespace ModelMonitor.Tests.Simulation.Replays;

public sealed class FrontierTests
{
    private static readonly Frontier s_frontier = new([At(1, 0.1, 100), At(2, 0.01, 200), At(3, 0.02, 210), At(4, 0.001, 400), At(5, 0.001, 500)]);

    [Fact]
    public void Settings_that_another_beats_are_not_on_it() =>
        Assert.Equal([1, 2, 4], s_frontier.Points.Select(p => p.Setting));

    [Theory]
    [InlineData(0.5, 100)]
    [InlineData(0.1, 100)]
    [InlineData(0.0316227766, 150)]
    [InlineData(0.01, 200)]
    [InlineData(0.00316227766, 300)]
    [InlineData(0.001, 400)]
    public void Hours_at_a_bad_share_lie_on_a_line_over_its_logarithm(double bad, double hours) =>
        Assert.Equal(hours, s_frontier.HoursAt(bad)!.Value, 1e-6);

    [Fact]
    public void No_setting_is_better_than_the_best()
    {
        Assert.Null(s_frontier.HoursAt(0.0009));
        Assert.Null(s_frontier.SettingAt(0.0009));
        Assert.Equal(2, s_frontier.SettingAt(0.05)!.Setting);
    }

    [Fact]
    public void A_row_is_read_back_as_it_was_written()
    {
        var row = At(0.7, 0.0123456789, 1234.5) with { Family = "ours, capacity × 0.7" };
        Assert.Equal(row, Row.FromCsv(row.ToCsv()));
    }

    private static Row At(double setting, double bad, double hours) => new("t", 120, 1, "f", setting, bad, 1, 2, hours, 3);
}
