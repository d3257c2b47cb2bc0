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

/// <summary>What Prometheus accepts, and what it stores of it, beside what our parser makes of the same bytes.</summary>
public sealed class ExpositionAgreementTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_text_format_parser_agrees_with_Prometheus_on_every_input()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapGet("/{index:int}", async (int index, HttpContext context) =>
        {
            var one = ExpositionCorpus.All[index];
            context.Response.ContentType = one.IsOpenMetrics ? "application/openmetrics-text; version=1.0.0; charset=utf-8" : "text/plain; version=0.0.4";
            await context.Response.Body.WriteAsync(one.Body);
        });
        await app.StartAsync();
        await using var prometheus = await PrometheusProcess.StartAsync(Configuration(new Uri(app.Urls.First()).Authority));
        using var http = new HttpClient { BaseAddress = new(prometheus.Url) };

        var theirs = await Eventually.GetAsync("all are scraped", () => ScrapedAsync(http), Deadline);
        var isBefore3 = await MajorVersionAsync(http) < 3;
        var differences = new List<string>();
        var deviations = 0;
        for (var i = 0; i < ExpositionCorpus.All.Count; i++)
        {
            var one = ExpositionCorpus.All[i];
            var difference = theirs[i] is { } problem
                ? Refused(one, problem)
                : Compare(one, await StoredAsync(http, i));
            var mayDiffer = one.Deviation is not null && (isBefore3 || one.Deviation is not (ExpositionCorpus.QuotedNames or ExpositionCorpus.TrailingComma));
            if (mayDiffer && difference is not null) deviations++;
            if (mayDiffer ? difference is null : difference is not null)
                differences.Add($"{(one.IsOpenMetrics ? "OpenMetrics" : "text")} {JsonEncodedText.Encode(one.Name)}: {difference ?? "no longer differs"}");
        }

        Assert.True(differences.Count == 0, string.Join("\n", differences));
        var refused = theirs.Values.Count(problem => problem is not null);
        Assert.True(refused > 200 && theirs.Count - refused > 200 && deviations < 30, $"{theirs.Count} inputs, {refused} refused, {deviations} named deviations");
    }

    private static string? Refused(ExpositionCase one, string problem) =>
        Ours(one, out var failure) is null ? null : $"Prometheus refuses it ({problem}), we do not; {failure}";

    private static string? Compare(ExpositionCase one, SortedDictionary<string, string> stored)
    {
        if (Ours(one, out var failure) is not { } ours) return $"Prometheus takes it, we do not: {failure}";
        var (left, right) = (string.Join('\n', stored), string.Join('\n', ours));
        return left == right ? null : $"Prometheus stores {left}, we read {right}";
    }

    /// <summary>What our parser reads; null when it refuses. As Prometheus stores it: empty labels are none, the first of two samples counts.</summary>
    private static SortedDictionary<string, string>? Ours(ExpositionCase one, out string? failure)
    {
        var series = new SortedDictionary<string, string>(StringComparer.Ordinal);
        failure = null;
        var parser = new ExpositionParser(one.IsOpenMetrics ? ExpositionFormat.OpenMetrics : ExpositionFormat.Text, (name, labels, value, timestamp) =>
        {
            if (timestamp is { } t && Math.Abs(t - TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()) > 600_000) return;
            var set = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["__name__"] = Encoding.UTF8.GetString(name) };
            for (var i = 0; i < labels.Count; i++)
                if (!labels.Value(i).IsEmpty) set[Encoding.UTF8.GetString(labels.Name(i))] = Encoding.UTF8.GetString(labels.Value(i));
            series.TryAdd(Describe(set), Describe(value, timestamp));
        });
        try
        {
            ExpositionReader.ReadAsync(new MemoryStream(one.Body), parser, default).GetAwaiter().GetResult();
            return series;
        }
        catch (ExpositionException e)
        {
            failure = e.Message;
            return null;
        }
    }

    private static string Describe(IEnumerable<KeyValuePair<string, string>> labels) =>
        string.Join(';', labels.Select(l => $"{l.Key}={JsonEncodedText.Encode(l.Value)}"));

    private static string Describe(double value, long? timestamp) =>
        string.Create(CultureInfo.InvariantCulture, $"{(value == 0 ? 0.0 : value):R}{(timestamp is { } t ? $"@{t}" : "")}");

    /// <summary>By index why Prometheus refused an input, or null; nothing while one was not scraped yet.</summary>
    private static async Task<Dictionary<int, string?>?> ScrapedAsync(HttpClient http)
    {
        using var answer = JsonDocument.Parse(await http.GetStringAsync("/api/v1/targets?state=active"));
        var targets = answer.RootElement.GetProperty("data").GetProperty("activeTargets").EnumerateArray().ToList();
        if (targets.Count != ExpositionCorpus.All.Count || targets.Any(t => t.GetProperty("health").GetString() == "unknown")) return null;
        return targets.ToDictionary(
            t => int.Parse(t.GetProperty("labels").GetProperty("job").GetString()!, CultureInfo.InvariantCulture),
            t => t.GetProperty("health").GetString() == "up" ? null : t.GetProperty("lastError").GetString());
    }

    private static async Task<SortedDictionary<string, string>> StoredAsync(HttpClient http, int index)
    {
        var query = Uri.EscapeDataString($"{{job=\"{index}\"}}[1h]");
        using var answer = JsonDocument.Parse(await http.GetStringAsync($"/api/v1/query?query={query}"));
        var stored = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var result in answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray())
        {
            var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var label in result.GetProperty("metric").EnumerateObject())
                if (label.Name is not ("job" or "instance")) labels[label.Name] = label.Value.GetString()!;
            if (labels["__name__"] is "up" || labels["__name__"].StartsWith("scrape_", StringComparison.Ordinal)) continue;
            var values = result.GetProperty("values");
            var last = values[values.GetArrayLength() - 1];
            var text = last[1].GetString()!;
            var value = text switch
            {
                "NaN" => double.NaN,
                "+Inf" => double.PositiveInfinity,
                "-Inf" => double.NegativeInfinity,
                _ => double.Parse(text, CultureInfo.InvariantCulture),
            };
            var time = (long)Math.Round(last[0].GetDouble() * 1000);
            stored.Add(Describe(labels), Describe(value, ExpositionCorpus.All[index].HasOwnTime ? time : null));
        }

        return stored;
    }

    private static async Task<int> MajorVersionAsync(HttpClient http)
    {
        using var answer = JsonDocument.Parse(await http.GetStringAsync("/api/v1/status/buildinfo"));
        return int.Parse(answer.RootElement.GetProperty("data").GetProperty("version").GetString()!.Split('.')[0], CultureInfo.InvariantCulture);
    }

    private static string Configuration(string address)
    {
        var configuration = new StringBuilder("global: {scrape_interval: 5s, scrape_timeout: 5s}\nscrape_configs:\n");
        for (var i = 0; i < ExpositionCorpus.All.Count; i++)
            configuration.Append(CultureInfo.InvariantCulture, $"- {{job_name: \"{i}\", metrics_path: /{i}, static_configs: [{{targets: [\"{address}\"]}}]}}\n");
        return configuration.ToString();
    }
}
