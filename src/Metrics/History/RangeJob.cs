namespace ModelMonitor.Metrics;

/// <summary>A range query to be sent and what became of it.</summary>
/// <param name="promQl">Its text.</param>
/// <param name="range">Its times.</param>
/// <param name="tenant">The namespace that it is about.</param>
internal sealed class RangeJob(string promQl, QueryRange range, string tenant) : QueryJob(promQl, SamplingLimits.MaxCustomBytes, tenant, static _ => { })
{
    /// <summary>The answer; counts only when there is no failure.</summary>
    public RangeTable Answer { get; } = new(range);

    public override Task SendAsync(PrometheusClient client, CancellationToken cancellationToken) =>
        client.QueryRangeAsync(PromQl, range, Tenant, MaxBytes, Take, cancellationToken);

    private void Take(MatrixSeries series)
    {
        Series++;
        Answer.Add(series);
    }
}
