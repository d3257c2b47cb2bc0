namespace ModelMonitor.Metrics;

/// <summary>A query to be sent and what became of it. Filled by one thread, read after the round.</summary>
/// <param name="promQl">Its text.</param>
/// <param name="maxBytes">Most bytes of its answer.</param>
/// <param name="tenant">The namespace in whose name it is sent; null where it is about several.</param>
/// <param name="onSample">Takes its series; they count only when <see cref="Failure"/> stays null.</param>
internal sealed class QueryJob(string promQl, long maxBytes, string? tenant, VectorSampleHandler onSample)
{
    public string PromQl { get; } = promQl;

    public long MaxBytes { get; } = maxBytes;

    public string? Tenant { get; } = tenant;

    public int Series { get; private set; }

    /// <summary>Why there is no answer; null after success.</summary>
    public PrometheusException? Failure { get; set; }

    public void Take(VectorSample sample)
    {
        Series++;
        onSample(sample);
    }
}
