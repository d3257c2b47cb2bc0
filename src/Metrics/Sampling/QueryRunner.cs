using Microsoft.Extensions.Logging;

namespace ModelMonitor.Metrics;

/// <summary>Sends a round's queries, some at a time, counts them, and tells when a source begins to fail and works again.</summary>
internal sealed class QueryRunner(PrometheusClient client, TimeProvider time, ILogger logger)
{
    private Decisions.UnknownReason? _lastFailure;

    public async Task RunAsync(IReadOnlyList<QueryJob> jobs, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = SamplingLimits.MaxParallelQueries, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(jobs, parallel, async (job, token) => await RunAsync(job, token));
        LogChange(jobs);
    }

    private async Task RunAsync(QueryJob job, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        try
        {
            await client.QueryAsync(job.PromQl, job.MaxBytes, job.Take, cancellationToken);
            SourceInstruments.Succeeded(client.Options.Name, time.GetElapsedTime(start), job.Series);
        }
        catch (PrometheusException e)
        {
            SourceInstruments.Failed(client.Options.Name, time.GetElapsedTime(start), e);
            job.Failure = e;
        }
    }

    // A source that is down for a day is one line, not one per tick.
    private void LogChange(IReadOnlyList<QueryJob> jobs)
    {
        if (jobs.Count == 0) return;
        var failure = jobs.FirstOrDefault(j => j.Failure is not null)?.Failure;
        if (failure?.Reason == _lastFailure) return;
        _lastFailure = failure?.Reason;
        if (failure is null) logger.LogInformation("Metrics source {Source} answers again", client.Options.Name);
        else logger.LogWarning(failure, "Metrics source {Source} fails: {Reason}", client.Options.Name, failure.Reason);
    }
}
