namespace ModelMonitor.Metrics;

/// <summary>A place that answers monitors' questions: a Prometheus server, or the target's pods themselves.</summary>
public interface IMetricsSource
{
    /// <summary>The source's name in the operator's configuration.</summary>
    string Name { get; }

    /// <summary>
    /// Answers all questions at once, with as few queries as possible. Never throws for what the source did: a source that fails
    /// gives every affected reading its reason.
    /// </summary>
    /// <param name="questions">The monitors' questions; may be empty.</param>
    /// <param name="cancellationToken">Ends the sampling; then <see cref="OperationCanceledException"/> is thrown.</param>
    /// <returns>A sample per question, by <see cref="MonitorQuestion.Key"/>.</returns>
    Task<IReadOnlyDictionary<string, MonitorSample>> SampleAsync(
        IReadOnlyCollection<MonitorQuestion> questions,
        CancellationToken cancellationToken);
}
