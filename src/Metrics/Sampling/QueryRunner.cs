using Microsoft.Extensions.Logging;

namespace ModelMonitor.Metrics;

/// <summary>
/// Sends a round's queries, some at a time and none while the source is left alone (<see cref="SourceBreaker"/>), counts them, and tells
/// when it begins to fail and works again.
/// </summary>
internal sealed class QueryRunner(PrometheusClient client, TimeProvider time, ILogger logger)
{
    private readonly SourceBreaker _breaker = new(client.Options.Name, time);
    private Decisions.UnknownReason? _lastFailure;

    public async Task RunAsync(IReadOnlyList<QueryJob> jobs, CancellationToken cancellationToken)
    {
        await _breaker.RoundAsync(jobs.Count, (i, withheld, token) => RunAsync(jobs[i], withheld, token), cancellationToken);
        LogChange(jobs);
    }

    /// <summary>Sends queries that nobody waits for: fewer at a time, and without a word when they fail.</summary>
    public Task RunAsideAsync(IReadOnlyList<QueryJob> jobs, int parallel, CancellationToken cancellationToken) =>
        _breaker.RoundAsync(jobs.Count, (i, withheld, token) => RunAsync(jobs[i], withheld, token), cancellationToken, parallel);

    private async Task<PrometheusException?> RunAsync(QueryJob job, PrometheusException? withheld, CancellationToken cancellationToken)
    {
        if (withheld is not null) return job.Failure = withheld;
        var start = time.GetTimestamp();
        try
        {
            await job.SendAsync(client, cancellationToken);
            SourceInstruments.Succeeded(client.Options.Name, time.GetElapsedTime(start), job.Series);
        }
        catch (PrometheusException e)
        {
            SourceInstruments.Failed(client.Options.Name, time.GetElapsedTime(start), e);
            job.Failure = e;
        }

        return job.Failure;
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
