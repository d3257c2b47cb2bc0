using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ModelMonitor.Cli.Backtest.Input;
using ModelMonitor.Cli.Backtest.Report;
using ModelMonitor.Cli.Backtest.Results;
using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Cli.Backtest;

public sealed partial class HtmlReportTests
{
    private const string Evil = "<script>alert(1)</script>\"'&amp;";

    [Fact]
    public void It_is_well_formed_and_holds_every_decision_to_point_at_and_to_read()
    {
        var page = Page(120, decisions: 40);
        foreach (var n in Enumerable.Range(0, 40))
        {
            Assert.Contains(page.Descendants("path").Where(p => ((string?)p.Attribute("class"))?.StartsWith("mark", StringComparison.Ordinal) == true), mark =>
                mark.Element("title")!.Value.EndsWith($"{n} → {n + 1}  DemandGrew: message {n} {Evil}", StringComparison.Ordinal));
            Assert.Contains(page.Descendants("tr"), row => row.Elements("td").Select(c => c.Value).Skip(1).SequenceEqual([$"{n}", $"{n + 1}", "DemandGrew", $"message {n} {Evil}"]));
        }
    }

    [Fact]
    public void Names_and_messages_are_text_and_never_markup()
    {
        var text = Html(60, 3);
        Assert.DoesNotContain("<script>alert", text, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", text, StringComparison.Ordinal);
        var page = Parse(text);
        Assert.Single(page.Descendants("script"));
        Assert.Contains(page.Descendants("option"), o => o.Value == Evil);
        Assert.Contains(page.Descendants("p"), p => p.Value.StartsWith($"Objective {Evil}:", StringComparison.Ordinal));
    }

    [Fact]
    public void It_may_run_its_own_script_and_load_nothing()
    {
        var text = Html(60, 1);
        var page = Parse(text);
        var policy = page.Descendants("meta").Single(m => (string?)m.Attribute("http-equiv") == "Content-Security-Policy").Attribute("content")!.Value;
        Assert.Equal(
            $"default-src 'none'; style-src '{Hash(page.Descendants("style").Single().Value)}'; script-src '{Hash(page.Descendants("script").Single().Value)}'; base-uri 'none'; form-action 'none'",
            policy);
        Assert.DoesNotContain(page.Descendants().Attributes(), a => a.Name.LocalName is "src" or "href" or "style" || a.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.DoesNotMatch(Address(), text);
    }

    [Fact]
    public void Every_chart_says_what_it_shows()
    {
        var charts = Page(60, 1).Descendants("svg").ToList();
        Assert.Equal(1 + (2 * 3), charts.Count);
        Assert.All(charts, chart =>
        {
            var ids = chart.Attribute("aria-labelledby")!.Value.Split(' ');
            Assert.Equal(ids, chart.Elements().Take(2).Select(e => e.Attribute("id")!.Value));
            Assert.Equal(["title", "desc"], chart.Elements().Take(2).Select(e => e.Name.LocalName));
            Assert.All(chart.Elements().Take(2), e => Assert.NotEmpty(e.Value));
        });
        Assert.Equal(charts.Count, charts.Select(c => c.Attribute("aria-labelledby")!.Value).Distinct().Count());
    }

    [Fact]
    public void Two_weeks_keep_their_worst_minute_and_stay_small()
    {
        var timeline = Enumerable.Range(0, 14 * 24 * 60).Select(n => new TimelinePoint(TimeSpan.FromMinutes(n), n % 50, 3, 2, n == 7777 ? 0.9 : 0, 0.5)).ToList();
        var columns = Downsampled.From(timeline, 2500);
        Assert.InRange(columns.Count, 2000, 2500);
        Assert.Equal(0.9, columns.Max(c => c.BadShare));
        Assert.Equal(49, columns.Max(c => c.PeakRate));
        Assert.True(Html(timeline.Count, 100).Length < 1_500_000);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.7, 0.8)]
    [InlineData(1, 1)]
    [InlineData(12, 15)]
    [InlineData(128, 150)]
    [InlineData(901, 1000)]
    public void Axes_end_at_round_numbers(double value, double top) => Assert.Equal(top, SvgPlot.RoundUp(value), 1e-9);

    private static XElement Page(int minutes, int decisions) => Parse(Html(minutes, decisions));

    private static XElement Parse(string text) => XDocument.Parse(text.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal), LoadOptions.PreserveWhitespace).Root!;

    private static string Html(int minutes, int decisions)
    {
        var history = LoadCsv.Parse("time,requests_per_second,replicas\n" + string.Concat(Enumerable.Range(0, minutes).Where(n => n is < 10 or > 20).Select(n => $"{n * 60},{n % 50},3\n")), "load.csv");
        var runs = new[] { "as written", Evil }.Select(name => new PolicyRun(
            new()
            {
                Name = name,
                Decisions = [.. Enumerable.Range(0, decisions).Select(n => new ChangeEntry { Seconds = n * 60, From = n, To = n + 1, Reason = "DemandGrew", Message = $"message {n} {Evil}" })],
            },
            [.. Enumerable.Range(0, minutes).Select(n => new TimelinePoint(TimeSpan.FromMinutes(n), n % 50, 3, 3, 0.01, 0.4))])).ToList();
        var document = new BacktestDocument
        {
            Monitor = $"llm/{Evil}",
            Load = new() { Source = Evil, Seconds = minutes * 60 },
            Assumptions = new() { Objective = Evil, BoundSeconds = 1, Target = 0.99, Notes = [Evil] },
            Policies = [.. runs.Select(r => r.Score)],
        };
        return HtmlReport.Write(document, runs, history);
    }

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    [GeneratedRegex("https?://|//[a-z]|@import|url\\(", RegexOptions.IgnoreCase)]
    private static partial Regex Address();
}
