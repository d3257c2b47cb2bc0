using System.Net;
using Microsoft.Extensions.Logging;

namespace ModelMonitor.Kubernetes;

/// <summary>Elects one leader among processes that compete for a Lease, and tells this process for how long it leads.</summary>
/// <remarks>
/// <para><b>Guarantees.</b> At most one process has a <see cref="Term"/> at any time: a term ends RenewDeadline after its last
/// successful renewal was <em>sent</em>, and others wait the record's duration after they <em>saw</em> that renewal. Once lost, never
/// regained: the process has to start anew. Failures of any kind are retried, for ever while following, until the deadline while
/// leading. All members are safe for concurrent use.</para>
/// <para><b>Assumptions.</b> Clocks are used for their rate only (monotonic, going on while the process is stopped); the wall clock
/// only fills the Lease's times for people to read. <see cref="RunAsync"/> runs once.</para>
/// <para><b>Caveats.</b> Who deletes a Lease or empties its holder by hand is honoured as far as it is safe: whoever saw the former
/// holder still waits for it. A process that starts just then cannot know of it and leads at once, beside the former leader's
/// last seconds. A record may bind us for twice our own LeaseDuration at most, so all processes need similar options.</para>
/// </remarks>
public sealed class LeaderElector : IDisposable
{
    /// <summary>client-go's patience with a leader that neither renews nor steps down.</summary>
    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(20);

    private const double LeastOfRetryPeriod = 0.8;

    private readonly ILeaseStore _store;
    private readonly ObjectKey _key;
    private readonly Func<long> _highestSeenTerm;
    private readonly TimeProvider _time;
    private readonly Random _jitter;
    private readonly RuntimeMetrics _metrics;
    private readonly ElectionReport _report;
    private readonly CancellationTokenSource _lost;
    private readonly TaskCompletionSource _acquired = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile LeaseTerm? _term; // the last one held; only Term tells whether it still counts
    private volatile string _lossReason = "not renewed within the deadline";
    private int _runs;
    private volatile bool _running;

    // Of the running loop alone.
    private V1Lease? _written; // as our last write left it; null when it may be otherwise
    private V1LeaseSpec? _observed;
    private long _freeAt; // timestamp until which the last holder seen, if it is another, is left alone
    private string _verb = "get";

    /// <summary>Makes an elector; it does nothing before <see cref="RunAsync"/>.</summary>
    /// <param name="store">Where the Lease is.</param>
    /// <param name="options">Names and times.</param>
    /// <param name="highestSeenTerm">
    /// The highest term number found in any stored object, 0 for none. New terms get higher numbers, so that they go on rising when
    /// the Lease was deleted. Must be complete (caches synced) before <see cref="RunAsync"/> is called.
    /// </param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where changes of leadership and of failures are told.</param>
    /// <param name="jitter">Source of jitter; null for the shared one.</param>
    /// <param name="metrics">Instruments; null for the process-wide ones.</param>
    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public LeaderElector(
        ILeaseStore store,
        LeaderElectionOptions options,
        Func<long> highestSeenTerm,
        TimeProvider time,
        ILogger logger,
        Random? jitter = null,
        RuntimeMetrics? metrics = null)
    {
        options.Validate();
        _metrics = metrics ?? RuntimeMetrics.Shared;
        (_store, Options, _highestSeenTerm, _time) = (store, options, highestSeenTerm, time);
        _key = new(options.Namespace, options.Name);
        _jitter = jitter ?? Random.Shared;
        _report = new(options, logger, _metrics);
        _lost = new(Timeout.InfiniteTimeSpan, time);
        _freeAt = time.GetTimestamp();
        _metrics.Register(this);
    }

    /// <summary>Names and times.</summary>
    public LeaderElectionOptions Options { get; }

    /// <summary>The term in which this process leads now, or null when it does not.</summary>
    public LeaseTerm? Term => _term is { } term && !_lost.IsCancellationRequested && term.Remaining(_time) > TimeSpan.Zero ? term : null;

    /// <summary>Cancelled when leadership that was held is lost. Not by a stop: then the term lasts until its end or release.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>What liveness should report, or null: we led, and have neither renewed nor ended since LeaseDuration + 20 s.</summary>
    public string? Fault =>
        _term is { } term && Options.RenewDeadline - term.Remaining(_time) is var since && since > Options.LeaseDuration + StuckAfter
            ? $"the lease {_key} was last renewed {since.TotalSeconds:0} s ago and leadership is not given up"
            : null;

    /// <summary>Waits until this process leads for the first time.</summary>
    /// <param name="cancellationToken">Ends the wait; to be cancelled also when <see cref="RunAsync"/> ends.</param>
    public Task WaitForLeadershipAsync(CancellationToken cancellationToken) => _acquired.Task.WaitAsync(cancellationToken);

    /// <summary>Competes, then leads and renews.</summary>
    /// <param name="stopping">
    /// Stops competing and renewing; the task then ends normally. While leading, to be cancelled after the workers have ended, with
    /// <see cref="ReleaseAsync"/> next: before, they would run out of time, or two leaders would act.
    /// </param>
    /// <exception cref="LeadershipLostException">Leadership was held and is lost: the process has to end.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        if (Interlocked.Increment(ref _runs) > 1) throw new InvalidOperationException("an elector runs once");
        _running = true;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, _lost.Token);
        try
        {
            while (true)
            {
                // After the process was stopped for a while, this may run before the timer that is overdue.
                if (_term is not null && Term is null) _lost.Cancel();
                end.Token.ThrowIfCancellationRequested();
                await TryAsync(end.Token);
                await Task.Delay(Pause(), _time, end.Token);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            if (_lost.IsCancellationRequested) throw new LeadershipLostException($"leader election lost: {_lossReason}");
        }
        finally
        {
            _running = false;
        }
    }

    /// <summary>
    /// Gives the Lease up so that a successor leads at once; nothing when we do not hold it. From here on there is no term. Does not
    /// throw for what the server does: a Lease that could not be released expires.
    /// </summary>
    /// <param name="cancellationToken">Gives up releasing.</param>
    /// <exception cref="InvalidOperationException"><see cref="RunAsync"/> has not ended.</exception>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (_running) throw new InvalidOperationException("an elector that runs would take the lease again: stop it first");
        _term = null;
        try
        {
            // A renewal cut off by the stop may still arrive between our reading and writing.
            for (var tries = 0; tries < 3 && !await TryReleaseAsync(cancellationToken); tries++) { }
        }
        catch (Exception e)
        {
            _report.NotReleased(e);
        }
    }

    /// <summary>Frees the timer, and takes the elector out of the metrics.</summary>
    public void Dispose()
    {
        _metrics.Unregister(this);
        _lost.Dispose();
    }

    private async Task TryAsync(CancellationToken end)
    {
        using var late = new CancellationTokenSource(Options.RenewDeadline, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(end, late.Token);
        try
        {
            if (!await RenewAsync(both.Token)) await LookAsync(both.Token);
            _report.Succeeded();
        }
        catch (Exception e)
        {
            // It may have been carried out all the same: look before the next write.
            _written = null;
            if (!end.IsCancellationRequested) _report.Failed(_verb, e);
        }
    }

    /// <summary>The usual renewal: nobody else writes the Lease of a leader, so one request does.</summary>
    private async Task<bool> RenewAsync(CancellationToken cancellationToken)
    {
        if (_written is not { } lease) return false;
        try
        {
            await WriteAsync(lease, cancellationToken);
            return true;
        }
        catch (KubernetesException e) when (e.IsConflict || e.IsNotFound)
        {
            _metrics.ElectionSlowPath(Options.Name);
            return false;
        }
    }

    /// <summary>Reads before writing: while following, and whenever the Lease may be otherwise than we left it.</summary>
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        _written = null;
        _verb = "get";
        var lease = await _store.GetAsync(_key, cancellationToken);
        var record = lease?.Spec ?? new();
        if (record != _observed) Observe(record);
        if (Term is not null && IsAnothers(record))
        {
            _lossReason = $"{record.HolderIdentity} holds the lease";
            _lost.Cancel();
            return;
        }

        // Our own name without a term: the answer to an earlier try of ours was lost.
        if (Term is null && !IsOurs(record) && _time.GetTimestamp() < _freeAt) return;
        try
        {
            await WriteAsync(lease, cancellationToken);
        }
        catch (KubernetesException e) when (e.StatusCode == HttpStatusCode.Conflict || (e.IsNotFound && lease is not null))
        {
            // Another was faster; the next look tells who.
        }
    }

    private void Observe(V1LeaseSpec record)
    {
        var now = _time.GetTimestamp();
        // A holder that vanished without the mark of a release may not know it yet: what it was granted still counts.
        if (LeaseRules.IsReleased(record)) _freeAt = now;
        else if (IsAnothers(record))
        {
            if (record.HolderIdentity != _observed?.HolderIdentity) _report.Follows(record.HolderIdentity!);
            _freeAt = now + Ticks(LeaseRules.Honoured(record.LeaseDurationSeconds, Options.LeaseDuration));
        }

        _observed = record;
    }

    private async Task WriteAsync(V1Lease? lease, CancellationToken cancellationToken)
    {
        var sent = _time.GetTimestamp();
        var wall = new MicroTime(_time.GetUtcNow());
        var stands = lease?.Spec is { } record && IsOurs(record);
        var number = LeaseRules.Number(_term?.Number, stands, lease?.Spec?.LeaseTransitions, _highestSeenTerm());
        var spec = new V1LeaseSpec
        {
            HolderIdentity = Options.Identity,
            LeaseDurationSeconds = (int)Math.Ceiling(Options.LeaseDuration.TotalSeconds),
            AcquireTime = _term is null ? wall : null,
            RenewTime = wall,
            LeaseTransitions = number,
        };
        _verb = lease is null ? "create" : "patch";
        _written = lease is null
            ? await _store.CreateAsync(
                new() { Metadata = new() { Namespace = _key.Namespace, Name = _key.Name }, Spec = spec }, cancellationToken)
            : await _store.PatchAsync(_key, lease.Metadata.ResourceVersion ?? "", spec, cancellationToken);
        Hold(new(number, sent + Ticks(Options.RenewDeadline)));
    }

    private void Hold(LeaseTerm term)
    {
        // Too late is lost, whatever the answer says: workers may have seen the end of the term already.
        if (_term is not null && Term is null) return;
        var left = term.Remaining(_time);
        if (left <= TimeSpan.Zero) return;
        _lost.CancelAfter(left);
        if (_term?.Number != term.Number) _report.Leads(term);
        _term = term;
        _acquired.TrySetResult();
    }

    private async Task<bool> TryReleaseAsync(CancellationToken cancellationToken)
    {
        var lease = await _store.GetAsync(_key, cancellationToken);
        if (lease?.Spec is not { } record || !IsOurs(record)) return true;
        var wall = new MicroTime(_time.GetUtcNow());
        var released = new V1LeaseSpec { HolderIdentity = "", LeaseDurationSeconds = LeaseRules.ReleasedSeconds, AcquireTime = wall, RenewTime = wall };
        try
        {
            await _store.PatchAsync(_key, lease.Metadata.ResourceVersion ?? "", released, cancellationToken);
        }
        catch (KubernetesException e) when (e.IsConflict)
        {
            return false;
        }

        _report.Released();
        return true;
    }

    /// <summary>Shorter than the period by a random part, so that followers do not ask together; not beyond the expiry waited for.</summary>
    private TimeSpan Pause()
    {
        var pause = Options.RetryPeriod * (LeastOfRetryPeriod + ((1 - LeastOfRetryPeriod) * _jitter.NextDouble()));
        var expiry = _time.GetElapsedTime(_time.GetTimestamp(), _freeAt);
        if (Term is not null || expiry <= TimeSpan.Zero || expiry >= pause) return pause;
        // Timers count whole milliseconds: one more, or we would wake just before.
        return expiry + TimeSpan.FromMilliseconds(1);
    }

    private bool IsOurs(V1LeaseSpec record) => record.HolderIdentity == Options.Identity;

    private bool IsAnothers(V1LeaseSpec record) => !LeaseRules.IsFree(record) && !IsOurs(record);

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);
}
