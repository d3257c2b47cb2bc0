using ModelMonitor.Decisions;

namespace ModelMonitor.Tests.Integration.Engines;

/// <summary>
/// The table of what the recordings give. Every value was computed by hand from the recording's growth rates, and the comment (or the
/// expression) shows how: "rank 5: 2 + 3/4" is the fifth of ten requests per second, 2 of which end in lower buckets, so that it lies
/// three quarters into the bucket with the next 4. Nothing here was read off the code under test.
/// </summary>
internal static partial class Expectations
{
    /// <summary>All rows.</summary>
    public static IReadOnlyList<Expectation> All { get; } =
    [
        .. Vllm(), .. Sglang(), .. Tgi(), .. TensorRtLlm(), .. Nim(), .. Dynamo(), .. LlamaCpp(),
        .. Triton(), .. KServe(), .. TensorFlowServing(), .. TorchServe(), .. RayServe(),
        .. OpenTelemetry(), .. Istio(), .. IngressNginx(), .. Custom(),
        .. Gpus(), .. Containers(), .. Quality(),
    ];

    private static IEnumerable<Expectation> Of(string engine, string recording, params Row[] rows) => OfModel(engine, recording, null, rows);

    private static IEnumerable<Expectation> OfModel(string engine, string recording, string? model, params Row[] rows) =>
        rows.Select(r => new Expectation(engine, recording, r.Indicator, r.Quantile, r.Value, r.Reason, model));

    private static Row Is(Indicator indicator, double value) => new(indicator, null, value, null);

    private static Row Is(Indicator indicator, double quantile, double value) => new(indicator, quantile, value, null);

    // A quantile that a latency without data is asked for: which one makes no difference.
    private static Row No(Indicator indicator, UnknownReason reason) => new(indicator, indicator <= Indicator.QueueWait ? 0.95 : null, null, reason);

    private static Row NoMean(Indicator indicator, UnknownReason reason) => new(indicator, null, null, reason);

    private static Row[] No(UnknownReason reason, params Indicator[] indicators) => [.. indicators.Select(i => No(i, reason))];

    private readonly record struct Row(Indicator Indicator, double? Quantile, double? Value, UnknownReason? Reason);
}
