using System.Globalization;
using System.Text;

namespace ModelMonitor.Tests.Integration.Prometheus;

/// <summary>Writes what a vLLM pod exposes. Counters grow as straight lines of time, so that their rates are known.</summary>
/// <param name="now">The time of the scrape.</param>
/// <param name="explicitTime">A timestamp for every sample; null: the time of the scrape, as usual.</param>
internal sealed class Exposition(DateTimeOffset now, DateTimeOffset? explicitTime = null)
{
    private static readonly long Start = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private readonly StringBuilder _text = new();

    public Exposition Gauge(string name, string value, string labels = "", string model = "llama") => Line(name, labels, model, value);

    public Exposition Counter(string name, double perSecond, string labels = "", string model = "llama") =>
        Line(name, labels, model, (1000 + (perSecond * Seconds)).ToString("R", CultureInfo.InvariantCulture));

    /// <param name="name">The histogram's name.</param>
    /// <param name="buckets">Cumulative rates per second by edge, the last one unbounded.</param>
    public Exposition Histogram(string name, params (string Le, double PerSecond)[] buckets)
    {
        foreach (var (le, rate) in buckets) Counter(name + "_bucket", rate, $",le=\"{le}\"");
        return Counter(name + "_count", buckets[^1].PerSecond);
    }

    /// <summary>Running, waiting and completed.</summary>
    public Exposition Load(double running, double waiting, double completed, string model = "llama") =>
        Gauge("vllm:num_requests_running", running.ToString(CultureInfo.InvariantCulture), model: model)
            .Gauge("vllm:num_requests_waiting", waiting.ToString(CultureInfo.InvariantCulture), model: model)
            .Counter("vllm:request_success_total", completed, ",finished_reason=\"stop\"", model)
            .Counter("vllm:request_success_total", 0, ",finished_reason=\"error\"", model);

    public override string ToString() => _text.ToString();

    // In whole milliseconds, as timestamps are, so that the lines are straight.
    private double Seconds => ((explicitTime ?? now).ToUnixTimeMilliseconds() - Start) / 1000.0;

    private Exposition Line(string name, string labels, string model, string value)
    {
        var time = explicitTime is { } t ? $" {t.ToUnixTimeMilliseconds()}" : "";
        _text.Append(CultureInfo.InvariantCulture, $"{name}{{engine=\"0\",model_name=\"{model}\"{labels}}} {value}{time}\n");
        return this;
    }
}
