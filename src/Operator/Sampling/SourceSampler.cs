using Microsoft.Extensions.Logging;
using ModelMonitor.Kubernetes;
using ModelMonitor.Metrics;

namespace ModelMonitor.Operator.Sampling;

/// <summary>
/// Asks one metrics source, once an interval, for everything its monitors need; leaves the answers on the board and wakes the
/// monitors. A monitor that just came is asked for at once rather than at the next interval, and many that come together share rounds.
/// </summary>
/// <remarks>
/// <b>Guarantees</b>: at most one round is under way; a source that hangs delays only its own monitors. <b>Assumptions</b>:
/// <see cref="IMetricsSource.SampleAsync"/> ends within its own deadline. <b>Caveats</b>: a round that takes longer than the
/// interval delays the next; missed rounds are not made up for.
/// </remarks>
/// <param name="source">The source.</param>
/// <param name="board">Where questions come from and answers go.</param>
/// <param name="pods">Finds a target's ready pods.</param>
/// <param name="wake">Enqueues a monitor for reconciling.</param>
/// <param name="interval">Time between two rounds.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where failures are told.</param>
public sealed class SourceSampler(
    IMetricsSource source,
    SampleBoard board,
    PodFinder pods,
    Action<ObjectKey> wake,
    TimeSpan interval,
    TimeProvider time,
    ILogger<SourceSampler> logger) : IDisposable
{
    /// <summary>
    /// Pause after new monitors were asked for: those that come meanwhile share the next round. Without it, every monitor of a large apply
    /// would cost queries of its own. Short beside the first judgement's bar of 2 s.
    /// </summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _newQuestions = new(0, 1);

    /// <summary>Samples until cancelled.</summary>
    /// <param name="cancellationToken">Ends the sampling; the task then completes normally.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        board.NewQuestion += OnNewQuestion;
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                await RoundAsync(onlyNew: false, cancellationToken);
                await AnswerNewQuestionsAsync(time.GetTimestamp(), cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The normal end.
        }
        finally
        {
            board.NewQuestion -= OnNewQuestion;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _newQuestions.Dispose();

    private void OnNewQuestion(string name)
    {
        if (name != source.Name) return;
        try
        {
            _newQuestions.Release();
        }
        catch (SemaphoreFullException)
        {
            // A signal is already there: one round answers all new questions.
        }
    }

    /// <summary>The time until the next round, by the monotonic clock: the other one may jump.</summary>
    private async Task AnswerNewQuestionsAsync(long since, CancellationToken cancellationToken)
    {
        while (interval - time.GetElapsedTime(since) is var left && left > TimeSpan.Zero)
        {
            using var waited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await using var timer = time.CreateTimer(_ => waited.Cancel(), null, left, Timeout.InfiniteTimeSpan);
            try
            {
                await _newQuestions.WaitAsync(waited.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return;
            }

            await RoundAsync(onlyNew: true, cancellationToken);
            await Task.Delay(Gather, time, cancellationToken);
        }
    }

    private MonitorQuestion QuestionOf(WatchedMonitor monitor) => new(
        monitor.Key.ToString(),
        monitor.Key.Namespace,
        monitor.Target,
        pods.Ready(monitor.Key.Namespace, monitor.Selector),
        monitor.Engine ?? board.FoundEngine(monitor),
        monitor.Indicators,
        monitor.Model,
        monitor.Endpoint.Service,
        monitor.Endpoint.Port,
        monitor.Endpoint.Path)
    {
        AsksGpu = monitor.AsksGpu,
    };

    private async Task RoundAsync(bool onlyNew, CancellationToken cancellationToken)
    {
        var asking = board.Of(source.Name, onlyNew);
        if (asking.Count == 0) return;
        var questions = asking.Select(QuestionOf).ToList();
        try
        {
            var samples = await source.SampleAsync(questions, cancellationToken);
            foreach (var monitor in asking)
                if (samples.TryGetValue(monitor.Key.ToString(), out var sample) && board.Publish(monitor, sample)) wake(monitor.Key);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A source promises not to throw. If one does, its monitors keep their last samples, which go stale and are then unknown;
            // the loop itself has to live on.
            logger.LogError(e, "sampling {Source} failed", source.Name);
            foreach (var monitor in asking) wake(monitor.Key);
        }
    }
}
