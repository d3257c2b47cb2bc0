using ModelMonitor.Tests.MadeUp;

namespace ModelMonitor.Tests.Integration.Dashboards;

/// <summary>What Prometheus' own tool says of <c>/metrics</c>.</summary>
public sealed class MetricsPageTests
{
    [Fact]
    public async Task Promtool_finds_nothing_to_say_of_the_page_with_everything_on_it()
    {
        await using var made = await MadeUpOperator.StartAsync(TimeProvider.System, MadeUpMonitors.Full(TimeProvider.System));
        made.TouchEverything();
        await CheckAsync(made.Page());
    }

    [Fact]
    public async Task Promtool_would_say_it()
    {
        var said = await Assert.ThrowsAsync<InvalidOperationException>(() => CheckAsync("# TYPE timer_count gauge\ntimer_count 1\n"));
        Assert.Contains("timer_count", said.Message, StringComparison.Ordinal);
    }

    private static async Task CheckAsync(string page) =>
        await Command.RunAsync("promtool", ["check", "metrics"], page, cancellationToken: TestContext.Current.CancellationToken);
}
