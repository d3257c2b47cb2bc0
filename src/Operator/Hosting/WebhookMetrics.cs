using System.Diagnostics.Metrics;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Hosting;

/// <summary>What the operator says of the pod webhook on <c>/metrics</c>.</summary>
internal sealed class WebhookMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "ModelMonitor.Webhook";

    // The API server gives up after 2 s; the aim is 0.05 s.
    private static readonly double[] Buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2];

    private readonly Meter _meter;
    private readonly Counter<long> _admissions;
    private readonly Histogram<double> _duration;

    /// <summary>Makes the instruments.</summary>
    /// <param name="ends">When the certificates in use end, by <c>ca</c> and <c>serving</c>; null for one that there is not.</param>
    /// <param name="scope">Tells this meter from others of its name, in tests.</param>
    public WebhookMetrics(Func<IEnumerable<(string Certificate, DateTimeOffset? End)>> ends, object? scope = null)
    {
        _meter = new(new MeterOptions(MeterName) { Scope = scope });
        _admissions = _meter.CreateCounter<long>("modelmonitor_webhook_admissions_total", description: "Calls of the pod webhook, by how they ended.");
        _duration = _meter.CreateHistogram(
            "modelmonitor_webhook_admission_duration_seconds", "s", "How long calls of the pod webhook took, the body's arrival included.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = Buckets });
        _meter.CreateObservableGauge(
            "modelmonitor_webhook_certificate_expiry_timestamp_seconds",
            () => from e in ends()
                  let end = e.End
                  where end is not null
                  select new Measurement<double>(end.Value.ToUnixTimeSeconds(), new KeyValuePair<string, object?>("certificate", e.Certificate)),
            description: "When the webhook's certificate ends, in seconds since 1970: the serving one, and the authority that signs it.");
        // Counters begin at 0, or increase() would miss the first.
        foreach (var result in Enum.GetValues<AdmissionResult>()) _admissions.Add(0, Label(result));
    }

    /// <summary>A call is over.</summary>
    public void Ended(AdmissionResult result, TimeSpan took)
    {
        _admissions.Add(1, Label(result));
        _duration.Record(took.TotalSeconds);
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Label(AdmissionResult result) => new("result", result switch
    {
        AdmissionResult.Allowed => "allowed",
        AdmissionResult.Patched => "patched",
        AdmissionResult.Refused => "refused",
        AdmissionResult.Invalid => "invalid",
        AdmissionResult.TooLarge => "too_large",
        _ => "failed",
    });
}
