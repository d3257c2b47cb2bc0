using System.Net;
using System.Security.Cryptography;
using System.Text;
using ModelMonitor.Cli.Backtest.Input;
using ModelMonitor.Cli.Backtest.Results;

namespace ModelMonitor.Cli.Backtest.Report;

/// <summary>
/// A backtest as one HTML file that needs nothing else: no network, no other file. Everything is in it as text and SVG; a small script
/// shows one policy at a time and tells what is under the pointer at once. Without scripts all policies stand below each other.
/// </summary>
/// <remarks>
/// Guarantees: whatever names and messages hold is text and never markup; the page's own policy (CSP) lets it run and load nothing but
/// the one script and the one style sheet that it was written with. It is well-formed XML as well.
/// </remarks>
public static class HtmlReport
{
    /// <summary>Columns of a chart: more than a wide screen shows at once.</summary>
    private const int MaxColumns = 2500;

    // Six of sixteen spaces each, so that four and sixteen times as wide a chart has as many more; the style sheet shows those that fit.
    private const int Ticks = (6 * 16) + 1;

    private const int MostLargeMarks = 200;

    // A time to the first token far beyond the bound is bad however far: the chart shows what is near.
    private const double BoundsShown = 4;

    /// <summary>Writes it.</summary>
    /// <param name="document">The backtest.</param>
    /// <param name="runs">Each policy's course, in the document's order.</param>
    /// <param name="history">The load.</param>
    public static string Write(BacktestDocument document, IReadOnlyList<PolicyRun> runs, LoadHistory history)
    {
        var (style, script) = (Resource("report.css"), Resource("report.js"));
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
        page.Append($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{Hash(style)}'; script-src '{Hash(script)}'; base-uri 'none'; form-action 'none'\"/>\n");
        page.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
        page.Append($"<title>Backtest of {Escape(document.Monitor)}</title>\n<style>{style}</style>\n</head>\n<body>\n");
        page.Append($"<h1>Backtest of {Escape(document.Monitor)}</h1>\n");
        foreach (var line in ScoreTable.Preface(document)) page.Append($"<p>{Escape(line)}</p>\n");
        page.Append("<p class=\"soft\">A simulation of pods that stand for yours: compare its lines with each other rather than with what you measured.</p>\n");
        Scores(page, document);
        Load(page, runs[0], history);
        page.Append("<p class=\"choose\" hidden=\"hidden\"><label>Policy <select id=\"choose\">");
        foreach (var run in runs) page.Append($"<option>{Escape(run.Score.Name)}</option>");
        page.Append("</select></label> <label>Zoom <select id=\"zoom\"><option value=\"z1\">1×</option><option value=\"z4\">4×</option><option value=\"z16\">16×</option></select></label></p>\n");
        for (var n = 0; n < runs.Count; n++) Policy(page, $"p{n}", runs[n], document, history);
        page.Append($"<div id=\"tip\" hidden=\"hidden\"></div>\n<script>{script}</script>\n</body>\n</html>\n");
        return page.ToString();
    }

    private static void Scores(StringBuilder page, BacktestDocument document)
    {
        page.Append("<div class=\"scroll\"><table><thead><tr>");
        foreach (var name in ScoreTable.Columns) page.Append($"<th scope=\"col\">{name.ToLowerInvariant()}</th>");
        page.Append("</tr></thead><tbody>\n");
        foreach (var policy in document.Policies)
            page.Append($"<tr>{string.Concat(ScoreTable.Cells(policy).Select(cell => $"<td>{Escape(cell)}</td>"))}</tr>\n");
        page.Append("</tbody></table></div>\n");
    }

    private static void Load(StringBuilder page, PolicyRun run, LoadHistory history)
    {
        var columns = Downsampled.From(run.Timeline, MaxColumns);
        var top = SvgPlot.RoundUp(columns.Max(c => c.PeakRate));
        var plot = new SvgPlot(history.Length.TotalSeconds, top)
            .Area("peak", columns.Select(c => (c.At.TotalSeconds, c.PeakRate)))
            .Line("load", columns.Select(c => (c.At.TotalSeconds, c.MeanRate)), isStep: true);
        Outages(plot, history);
        page.Append("<h2>Load</h2>\n<p class=\"key\"><b class=\"load\">requests per second</b>, mean and busiest minute of each column; grey: no metrics</p>\n");
        Frame(page, plot.ToString("load", "Load", Texts.Line($"Requests per second over time, at most {columns.Max(c => c.PeakRate):0.##}.")), top, v => Texts.Line($"{v:0.##}/s"), history);
    }

    private static void Policy(StringBuilder page, string id, PolicyRun run, BacktestDocument document, LoadHistory history)
    {
        var (score, bound) = (run.Score, document.Assumptions.BoundSeconds);
        var columns = Downsampled.From(run.Timeline, MaxColumns);
        page.Append($"<section data-policy=\"{id}\">\n<h2>{Escape(score.Name)}</h2>\n");
        Replicas(page, id, run, columns, history);

        var latency = new SvgPlot(history.Length.TotalSeconds, bound * BoundsShown)
            .Line("latency", columns.Select(c => (c.At.TotalSeconds, c.FirstToken)), isStep: true)
            .Level("bound", bound);
        Outages(latency, history);
        page.Append("<h3>Time to first token</h3>\n<p class=\"key\"><b class=\"latency\">95th percentile</b> of the worst minute of each column; <b class=\"bound\">bound</b></p>\n");
        Frame(page, latency.ToString($"{id}-latency", "Time to first token", $"95th percentile over time; of all requests, 99 % got their first token within {Texts.Seconds(score.FirstTokenP99Seconds)}. The bound is {Texts.Seconds(bound)}."), bound * BoundsShown, Texts.Seconds, history);

        var bad = new SvgPlot(history.Length.TotalSeconds, 1).Area("bad", columns.Select(c => (c.At.TotalSeconds, c.BadShare)));
        Outages(bad, history);
        page.Append("<h3>Bad requests</h3>\n<p class=\"key\"><b class=\"bad\">share</b> of the worst minute of each column</p>\n");
        Frame(page, bad.ToString($"{id}-bad", "Bad requests", $"Share of requests beyond the bound, minute by minute: {score.ViolationMinutes} minutes had more than 5 %."), 1, v => Texts.Line($"{v * 100:0} %"), history);
        Decisions(page, score, history);
        page.Append("</section>\n");
    }

    private static void Replicas(StringBuilder page, string id, PolicyRun run, IReadOnlyList<Downsampled> columns, LoadHistory history)
    {
        var score = run.Score;
        var real = history.Rows.Where(r => r.Replicas is not null).Select(r => (r.At.TotalSeconds, (double)r.Replicas!.Value)).ToList();
        var first = score.Decisions.Count > 0 ? score.Decisions[0].From : run.Timeline[0].Wanted;
        var wanted = score.Decisions.Select(d => (d.Seconds, (double)d.To)).Prepend((0, first));
        var most = Math.Max(columns.Max(c => Math.Max(c.Wanted, c.Ready)), real.Count > 0 ? real.Max(r => r.Item2) : 0);
        var top = SvgPlot.RoundUp(most + 1);
        var plot = new SvgPlot(history.Length.TotalSeconds, top)
            .Area("ready", columns.Select(c => (c.At.TotalSeconds, (double)c.Ready)));
        Outages(plot, history);
        plot.Line("real", real, isStep: true).Line("wanted", wanted, isStep: true);
        var size = score.Decisions.Count > MostLargeMarks ? "" : "large ";
        foreach (var decision in score.Decisions) plot.Mark(size + (decision.To > decision.From ? "up" : "down"), decision.Seconds, decision.To, Told(decision, history));
        page.Append("<h3>Replicas</h3>\n<p class=\"key\"><b class=\"wanted\">wanted</b> with its changes to point at, <b class=\"ready\">ready</b> (area)");
        page.Append(real.Count > 0 ? ", <b class=\"real\">really running</b> (dashed)</p>\n" : "</p>\n");
        Frame(page, plot.ToString($"{id}-replicas", "Replicas", Texts.Line($"Wanted and ready replicas over time: {score.Changes} changes, {score.ReplicaHours:0.0} replica-hours, at most {most:0}.")), top, v => Texts.Line($"{v:0.#}"), history);
    }

    private static void Decisions(StringBuilder page, PolicyScore score, LoadHistory history)
    {
        page.Append($"<details><summary>{score.Decisions.Count} changes</summary>\n<div class=\"scroll\"><table><thead><tr><th scope=\"col\">time</th><th scope=\"col\">from</th><th scope=\"col\">to</th><th scope=\"col\">reason</th><th scope=\"col\">message</th></tr></thead><tbody>\n");
        foreach (var d in score.Decisions)
            page.Append($"<tr><td>{Texts.Moment(d.Seconds, history.Start)}</td><td>{d.From}</td><td>{d.To}</td><td class=\"text\">{Escape(d.Reason)}</td><td class=\"text\">{Escape(d.Message)}</td></tr>\n");
        page.Append("</tbody></table></div></details>\n");
    }

    private static string Told(ChangeEntry decision, LoadHistory history)
    {
        var why = string.Join(": ", new[] { decision.Reason, decision.Message }.Where(t => !string.IsNullOrEmpty(t)));
        return $"{Texts.Moment(decision.Seconds, history.Start)}  {decision.From} → {decision.To}  {why}".TrimEnd();
    }

    private static void Outages(SvgPlot plot, LoadHistory history)
    {
        foreach (var (from, to) in history.Outages)
            plot.Band("out", from.TotalSeconds, to.TotalSeconds, $"no metrics for {Texts.Duration((to - from).TotalSeconds)} from {Texts.Moment(from.TotalSeconds, history.Start)}");
    }

    private static void Frame(StringBuilder page, string svg, double top, Func<double, string> unit, LoadHistory history)
    {
        page.Append($"<div class=\"plot\"><div class=\"y\"><span>{unit(top)}</span><span>{unit(top / 2)}</span><span>{unit(0)}</span></div><div class=\"wide\"><div>{svg}<p class=\"x\">");
        for (var n = 0; n < Ticks; n++) page.Append($"<span>{Texts.Moment(history.Length.TotalSeconds * n / (Ticks - 1), history.Start)}</span>");
        page.Append("</p></div></div></div>\n");
    }

    private static string Escape(string? text) => WebUtility.HtmlEncode(text ?? "");

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static string Resource(string name)
    {
        using var text = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream($"backtest/{name}")!);
        return text.ReadToEnd().ReplaceLineEndings("\n");
    }
}
