using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModelMonitor.Metrics;
using ModelMonitor.Tests.Integration.Prometheus;

namespace ModelMonitor.Tests.Integration.Pods;

/// <summary>Our rate of the samples that Prometheus gives for a range, beside its own rate of that range.</summary>
public sealed class RateAgreementTests
{
    private const int Counters = 400;
    private const long Window = 60_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>Before 2.52 the zero point was looked for in another order (Prometheus' pull request 13725), which shows in one corner.</summary>
    private static readonly Version ZeroPointFixed = new(2, 52);

    [Fact]
    public async Task A_rate_is_the_one_that_Prometheus_computes_of_the_same_samples()
    {
        var end = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 30_000;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        var exposition = Exposition(end);
        app.MapGet("/metrics", () => Results.Text(exposition));
        await app.StartAsync();
        await using var prometheus = await PrometheusProcess.StartAsync(
            $"global: {{scrape_interval: 1s}}\nscrape_configs:\n- {{job_name: a, static_configs: [{{targets: [\"{new Uri(app.Urls.First()).Authority}\"]}}]}}\n");
        using var http = new HttpClient { BaseAddress = new(prometheus.Url) };
        await Eventually.TrueAsync(
            "all samples are stored", async () => await prometheus.NumberAsync("count(count_over_time(a_total[1h]))") == Counters, Deadline);

        var hasFix = Version.Parse((await GetAsync(http, "/api/v1/status/buildinfo")).GetProperty("version").GetString()!.Split('+')[0]) >= ZeroPointFixed;
        var (compared, corners) = (0, 0);
        foreach (var offset in new[] { 0, 1, 4_000, 9_999, 15_000, 31_234, -7_000, -16_000 })
        {
            var at = end - offset;
            var raw = await QueryAsync(http, $"a_total[{Window}ms]", at);
            var theirs = (await QueryAsync(http, $"rate(a_total[{Window}ms])", at)).ToDictionary(s => s.Key, s => s.Value[0].Value);
            foreach (var (counter, samples) in raw)
            {
                long[] times = [.. samples.Select(s => s.Time)];
                double[] values = [.. samples.Select(s => s.Value)];
                var ours = CounterRate.Of(times, values, at - Window, at);
                Assert.Equal(theirs.ContainsKey(counter), ours is not null);
                if (ours is null) continue;
                if (!hasFix && IsCorner(times, values, at))
                {
                    corners++;
                    continue;
                }

                var expected = theirs[counter];
                Assert.True(Math.Abs(expected - ours.Value) <= 1e-9 * Math.Abs(expected), $"{string.Join(' ', samples)} until {at}: Prometheus {expected}, we {ours}");
                compared++;
            }
        }

        Assert.True(compared > 4 * Counters && corners < compared / 10, $"{compared} compared, {corners} left out");
    }

    // Far from the window's beginning, and with the zero point between half and one and a tenth of a distance before the first sample.
    private static bool IsCorner(long[] times, double[] values, long at)
    {
        var distance = (times[^1] - times[0]) / (double)(times.Length - 1);
        var increase = values[^1] - values[0] + values.Zip(values.Skip(1)).Where(p => p.Second < p.First).Sum(p => p.First);
        var toZero = increase > 0 ? (times[^1] - times[0]) * (values[0] / increase) : double.PositiveInfinity;
        return times[0] - (at - Window) >= 1.1 * distance && toZero > distance / 2 && toZero < 1.1 * distance;
    }

    /// <summary>Counters with gaps, resets, small beginnings and standstills, each sample with its own time.</summary>
    private static string Exposition(long end)
    {
        var random = new Random(11);
        var text = new StringBuilder();
        for (var counter = 0; counter < Counters; counter++)
        {
            var value = counter % 4 == 0 ? 0 : random.NextDouble() * Math.Pow(10, random.Next(-2, 7));
            var slope = counter % 7 == 0 ? 0 : random.NextDouble() * Math.Pow(10, random.Next(-2, 5));
            var interval = random.Next(2_000, 31_000);
            for (var time = end - 75_000 + random.Next(interval); time <= end; time += interval + random.Next(-interval / 10, interval / 10))
            {
                if (random.Next(8) == 0) continue;
                value = random.Next(9) == 0 ? random.NextDouble() * value / 2 : value + (slope * random.NextDouble());
                text.Append(CultureInfo.InvariantCulture, $"a_total{{n=\"{counter}\"}} {value:R} {time}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"a_total{{n=\"{counter}\"}} {value:R} {end + 20_000}\n");
        }

        return text.ToString();
    }

    private static async Task<Dictionary<string, (long Time, double Value)[]>> QueryAsync(HttpClient http, string query, long at)
    {
        var time = (at / 1000.0).ToString("F3", CultureInfo.InvariantCulture);
        var data = await GetAsync(http, $"/api/v1/query?query={Uri.EscapeDataString(query)}&time={time}");
        return data.GetProperty("result").EnumerateArray().ToDictionary(
            s => s.GetProperty("metric").GetProperty("n").GetString()!,
            s => s.TryGetProperty("values", out var values) ? values.EnumerateArray().Select(SampleOf).ToArray() : [SampleOf(s.GetProperty("value"))]);
    }

    private static (long Time, double Value) SampleOf(JsonElement pair) =>
        ((long)Math.Round(pair[0].GetDouble() * 1000), double.Parse(pair[1].GetString()!, CultureInfo.InvariantCulture));

    private static async Task<JsonElement> GetAsync(HttpClient http, string path)
    {
        using var answer = JsonDocument.Parse(await http.GetStringAsync(path));
        return answer.RootElement.GetProperty("data").Clone();
    }
}
