using ModelMonitor.Decisions;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Metrics;
using ModelMonitor.Tests.Integration.Prometheus;

namespace ModelMonitor.Tests.Integration.History;

/// <summary>
/// The past of a workload as a real Prometheus holds it. Reckoned by hand: of chat-1 the last hour has 20 requests a second (half of them
/// within 1 s, 70 % within 2.5 s), the five hours before 10 (90 %, 95 %), all before 4 (99 %, 100 %); chat-2 had 6, all good, for five
/// days. Of all, 2 % failed.
/// </summary>
public sealed class LongWindowTests(PastPrometheus past) : IClassFixture<PastPrometheus>
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    // 20 * 3600; and 10 * 18,000; and 4 * 2,570,400 with 6 * 432,000.
    [Theory]
    [InlineData("first-token", 1, 36_000, 72_000)]
    [InlineData("first-token", 6, 36_000 + 162_000, 252_000)]
    [InlineData("first-token", 720, 198_000 + 10_178_784 + 2_592_000, 13_125_600)]
    [InlineData("between", 1, 43_200, 72_000)]
    [InlineData("between", 6, 43_200 + 166_500, 252_000)]
    [InlineData("between", 720, 209_700 + 10_230_192 + 2_592_000, 13_125_600)]
    [InlineData("errors", 1, 70_560, 72_000)]
    [InlineData("errors", 6, 246_960, 252_000)]
    [InlineData("errors", 720, 12_863_088, 13_125_600)]
    public async Task Raw_series_give_the_events_reckoned_by_hand(string objective, int hours, double good, double total)
    {
        var count = (await FillAsync(past.Raw))[objective].Windows[TimeSpan.FromHours(hours)];
        AssertNear(total, count.Total, 0.001 * total);
        AssertNear(good, count.Good, 0.001 * total);
        AssertNear(1, count.Covered, 0.001);
    }

    // A rate over five minutes that is taken each minute is two minutes late on average: the last hour has 58 minutes of its own.
    [Theory]
    [InlineData("first-token", 1, 34_800 + 1_080, 69_600 + 1_200)]
    [InlineData("first-token", 6, 34_800 + 162_000 + 475, 69_600 + 180_000 + 480)]
    [InlineData("first-token", 720, 198_000 + 10_178_784 + 2_592_000, 13_125_600)]
    [InlineData("between", 1, 41_760 + 1_110, 69_600 + 1_200)]
    [InlineData("between", 720, 209_700 + 10_230_192 + 2_592_000, 13_125_600)]
    [InlineData("errors", 6, 245_078, 250_080)]
    [InlineData("errors", 720, 12_863_088, 13_125_600)]
    public async Task Recorded_series_give_the_same(string objective, int hours, double good, double total)
    {
        var count = (await FillAsync(past.Recorded))[objective].Windows[TimeSpan.FromHours(hours)];
        AssertNear(total, count.Total, 0.002 * total);
        AssertNear(good, count.Good, 0.002 * total);
        AssertNear(1, count.Covered, 0.001);
    }

    [Fact]
    public async Task The_days_of_a_pod_that_is_gone_and_of_a_restart_are_counted_right()
    {
        // Reached through a clock that stands at the end of each: chat-2's last day, and the day of the restart.
        var gone = (await FillAsync(past.Raw, PastWorkload.End.AddDays(-10)))["first-token"].Windows[TimeSpan.FromDays(1)];
        AssertNear(86_400 * 10, gone.Total, 0.001 * 86_400 * 10);
        AssertNear(86_400 * (3.96 + 6), gone.Good, 0.001 * 86_400 * 10);
        var restarted = (await FillAsync(past.Raw, PastWorkload.End.AddDays(-2.5)))["first-token"].Windows[TimeSpan.FromDays(1)];
        AssertNear(86_400 * 4, restarted.Total, 0.002 * 86_400 * 4);
        AssertNear(86_400 * 3.96, restarted.Good, 0.002 * 86_400 * 4);
    }

    [Fact]
    public async Task What_the_source_does_not_hold_is_not_covered()
    {
        // The samples begin 31 days before the end: 11 of the 30 days are there.
        var count = (await FillAsync(past.Raw, PastWorkload.End.AddDays(-20)))["first-token"].Windows[Month];
        AssertNear(11 / 30.0, count.Covered, 0.01);
        AssertNear(4 * 86_400 * 11, count.Total, 0.001 * 4 * 86_400 * 11);
    }

    [Fact]
    public async Task Promtool_accepts_the_rules() => Assert.Contains(
        "SUCCESS: 6 rules found", await CheckAsync(RuleFile.Text(PastPrometheus.Rules(), "1m")), StringComparison.Ordinal);

    private static async Task<string> CheckAsync(string rules)
    {
        var folder = Directory.CreateTempSubdirectory("rules");
        try
        {
            var file = Path.Combine(folder.FullName, "rules.yml");
            await File.WriteAllTextAsync(file, rules);
            return await Command.RunAsync("promtool", ["check", "rules", file]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Lets a source read the past that lies before a moment.</summary>
    private static async Task<IReadOnlyDictionary<string, ObjectiveEvents>> FillAsync(PrometheusProcess prometheus, DateTimeOffset? at = null)
    {
        var clock = new FixedTime(at ?? PastWorkload.End);
        using var client = PastPrometheus.Client(prometheus, clock);
        var source = new PrometheusSource(client, EngineCatalog.LoadEmbedded(), clock, NullLogger.Instance);
        return await Eventually.GetAsync("the past is read", async () =>
        {
            var events = (await source.SampleAsync([PastPrometheus.Question], default))[PastPrometheus.Question.Key].Events!;
            return events.Values.All(e => e.Detail is null) ? events : throw new InvalidOperationException(events.Values.First(e => e.Detail is not null).Detail);
        }, TimeSpan.FromSeconds(60));
    }

    private static void AssertNear(double expected, double actual, double tolerance) => Assert.InRange(actual, expected - tolerance, expected + tolerance);

    /// <summary>A clock that stands still.</summary>
    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;

        public override long GetTimestamp() => now.UtcTicks;
    }
}
