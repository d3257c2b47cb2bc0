using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Integration.Prometheus;

/// <summary>
/// Random histograms, each of several pods: our quantile of the merged buckets and Prometheus' own <c>histogram_quantile</c> of their sum
/// are the same number. The buckets are exposed as they are, so that no rate comes between.
/// </summary>
public sealed class QuantilePropertyTests
{
    private const int Histograms = 400;
    private const double Tolerance = 1e-9;

    [Fact]
    public async Task The_quantile_of_merged_buckets_is_that_of_Prometheus()
    {
        var random = new Random(20261121);
        var fleet = Enumerable.Range(0, Histograms).Select(_ => Pods(random)).ToList();
        await using var app = await ServeAsync(Exposition(fleet));
        await using var prometheus = await PrometheusProcess.StartAsync($$"""
            global: {scrape_interval: 1s, scrape_timeout: 1s}
            scrape_configs:
            - job_name: random
              static_configs: [{targets: ["{{new Uri(app.Urls.First()).Authority}}"]}]
            """);
        using var client = new PrometheusClient(new() { Name = "prod", Url = prometheus.Url }, TimeProvider.System);
        await Eventually.TrueAsync("all is scraped", async () => await prometheus.NumberAsync("count(count by (h) (h_bucket))") == Histograms, TimeSpan.FromSeconds(60));

        var compared = 0;
        foreach (var quantile in new[] { 0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999 })
        {
            var theirs = new Dictionary<int, double>();
            var query = string.Create(CultureInfo.InvariantCulture, $"histogram_quantile({quantile}, sum by (h, le) (h_bucket))");
            await client.QueryAsync(query, SamplingLimits.MaxBatchBytes, s => theirs[int.Parse(s.Labels["h"], CultureInfo.InvariantCulture)] = s.Fault is null ? s.Value : double.NaN, default);
            for (var h = 0; h < Histograms; h++)
            {
                var merged = BucketHistogram.Merge([.. fleet[h].Select(pod => BucketHistogram.Create(pod)!)]);
                var hasValue = merged.TryQuantile(quantile, out var ours, out _);
                Assert.Equal(!double.IsNaN(theirs[h]), hasValue);
                if (!hasValue) continue;
                Assert.True(Math.Abs(ours - theirs[h]) <= Tolerance * Math.Max(1, Math.Abs(theirs[h])), $"histogram {h}, quantile {quantile}: {ours:R} here, {theirs[h]:R} there");
                compared++;
            }
        }

        Assert.InRange(compared, Histograms * 8, Histograms * 9);
    }

    // Edges from milliseconds to hours, some histograms without observations, some with all of them in one bucket or beyond the last edge.
    private static List<(double Edge, double Count)[]> Pods(Random random)
    {
        double[] edges = [.. Enumerable.Range(0, random.Next(1, 25)).Select(_ => Math.Round(Math.Pow(10, (random.NextDouble() * 7) - 3), 4)).Distinct().Order(), double.PositiveInfinity];
        var kind = random.Next(20);
        return [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ =>
        {
            var total = 0.0;
            return edges.Select((e, i) => (e, total += kind switch
            {
                0 => 0,
                1 => i == edges.Length - 1 ? 7 : 0,
                2 => i == edges.Length / 2 ? 3 : 0,
                _ => random.Next(3) == 0 ? 0 : random.Next(1000),
            })).ToArray();
        })];
    }

    private static string Exposition(List<List<(double Edge, double Count)[]>> fleet)
    {
        var text = new StringBuilder();
        for (var h = 0; h < fleet.Count; h++)
        {
            for (var pod = 0; pod < fleet[h].Count; pod++)
            {
                foreach (var (edge, count) in fleet[h][pod])
                {
                    var le = double.IsInfinity(edge) ? "+Inf" : edge.ToString("R", CultureInfo.InvariantCulture);
                    text.Append(CultureInfo.InvariantCulture, $"h_bucket{{h=\"{h}\",pod=\"{pod}\",le=\"{le}\"}} {count}\n");
                }
            }
        }

        return text.ToString();
    }

    private static async Task<WebApplication> ServeAsync(string text)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/metrics", () => Results.Text(text));
        await app.StartAsync();
        return app;
    }
}
