using Microsoft.Extensions.Logging;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Configuration;
using ModelMonitor.Operator.Reconciling;

namespace ModelMonitor.Operator.Hosting;

/// <summary>Whether this process leads: by a Lease, or always where leader election is switched off.</summary>
public sealed class Leadership : IDisposable
{
    private readonly KubernetesClient? _client;
    private readonly LeaderElector? _elector;

    private Leadership(KubernetesClient? client, LeaderElector? elector, IWriteFence? fence) => (_client, _elector, Fence) = (client, elector, fence);

    /// <summary>Stops writes of a process that does not lead; null where election is switched off.</summary>
    public IWriteFence? Fence { get; }

    /// <summary>Whether this process leads now, and in which term.</summary>
    public Standing Standing => _elector is null ? Standing.Alone : _elector.Term is { } term ? new(true, term.Number) : new(false, null);

    /// <summary>What liveness should report, or null.</summary>
    public string? Fault => _elector?.Fault;

    /// <summary>Makes it; nothing is sent before <see cref="RunAsync"/>.</summary>
    /// <param name="options">What the command line says.</param>
    /// <param name="config">The way to the API server.</param>
    /// <param name="highestSeenTerm">The highest term in any monitor's status; complete before <see cref="RunAsync"/>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <exception cref="ConfigurationException">The options do not hold together.</exception>
    public static Leadership Create(
        OperatorOptions options, ClientConfig config, Func<long> highestSeenTerm, TimeProvider time, ILoggerFactory loggers)
    {
        if (!options.LeaderElect) return new(null, null, null);
        var election = new LeaderElectionOptions
        {
            Namespace = options.LeaseNamespace ?? config.DefaultNamespace,
            Name = options.LeaseName,
            LeaseDuration = options.LeaseDuration,
            RenewDeadline = options.RenewDeadline,
            RetryPeriod = options.RetryPeriod,
        };
        // A client of its own: its short deadline leaves room for a second try, and it must not be fenced.
        var client = new KubernetesClient(config with { RequestTimeout = election.RequestTimeout }, time, loggers);
        try
        {
            var elector = new LeaderElector(new ApiLeaseStore(client), election, highestSeenTerm, time, loggers.CreateLogger<LeaderElector>());
            return new(client, elector, new LeadershipFence(elector, time));
        }
        catch (ArgumentException e)
        {
            client.Dispose();
            throw new ConfigurationException(e.Message, e);
        }
    }

    /// <summary>Competes and leads until stopped.</summary>
    /// <param name="gained">Called once, when this process leads.</param>
    /// <param name="stopping">Stops it; the lease is kept until <see cref="ReleaseAsync"/>.</param>
    /// <exception cref="LeadershipLostException">Leadership was held and is lost: the process has to end.</exception>
    public async Task RunAsync(Action gained, CancellationToken stopping)
    {
        var run = _elector?.RunAsync(stopping) ?? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(run, _elector?.WaitForLeadershipAsync(ended.Token) ?? Task.CompletedTask);
        await ended.CancelAsync();
        if (Standing.Leads) gained();
        try
        {
            await run;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The normal end.
        }
    }

    /// <summary>Gives the lease up, so that a successor need not wait for it to expire. After whoever acts has ended.</summary>
    /// <param name="cancellationToken">Gives up releasing.</param>
    public Task ReleaseAsync(CancellationToken cancellationToken) => _elector?.ReleaseAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc />
    public void Dispose()
    {
        _elector?.Dispose();
        _client?.Dispose();
    }
}
