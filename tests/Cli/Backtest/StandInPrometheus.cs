using System.Globalization;
using System.Net;
using System.Text;
using System.Web;

namespace ModelMonitor.Tests.Cli.Backtest;

/// <summary>A stand-in for Prometheus: gives each query of a range one series from a formula over Unix seconds; NaN leaves a point out.</summary>
internal sealed class StandInPrometheus(Func<string, double, double> formula) : HttpMessageHandler
{
    public List<(string Query, double Start, double End, double Step)> Asked { get; } = [];

    public string? Authorization { get; private set; }

    public int Series { get; set; } = 1;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Assert.EndsWith("/api/v1/query_range", request.RequestUri!.AbsolutePath, StringComparison.Ordinal);
        Authorization = request.Headers.Authorization?.ToString();
        var form = HttpUtility.ParseQueryString(await request.Content!.ReadAsStringAsync(cancellationToken));
        var (query, start, end, step) = (form["query"]!, Number(form["start"]), Number(form["end"]), Number(form["step"]));
        Asked.Add((query, start, end, step));
        if ((end - start) / step > 11_000) return new(HttpStatusCode.BadRequest) { Content = new StringContent("""{"status":"error","errorType":"bad_data","error":"exceeded maximum resolution"}""") };
        var values = new List<string>();
        for (var at = start; at <= end + 0.001; at += step)
            if (formula(query, at) is var value && !double.IsNaN(value)) values.Add(FormattableString.Invariant($"[{at},\"{value}\"]"));
        var series = values.Count == 0 ? "" : string.Join(',', Enumerable.Range(0, Series).Select(n => $$$"""{"metric":{"n":"{{{n}}}"},"values":[{{{string.Join(',', values)}}}]}"""));
        var body = $$$"""{"status":"success","data":{"resultType":"matrix","result":[{{{series}}}]}}""";
        return new(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
    }

    // Durations may have a unit.
    private static double Number(string? text) =>
        text!.EndsWith("ms", StringComparison.Ordinal) ? double.Parse(text[..^2], CultureInfo.InvariantCulture) / 1000 : double.Parse(text.TrimEnd('s'), CultureInfo.InvariantCulture);
}
