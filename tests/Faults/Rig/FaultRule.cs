namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>A fault and the requests it strikes: of those that match, number <c>first</c> and the ones after it, <c>count</c> in all.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class FaultRule
{
    private readonly Func<ProxiedRequest, bool> _match;
    private readonly int _first;
    private readonly int _count;
    private readonly TaskCompletionSource<ProxiedRequest> _struck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _seen;
    private int _hits;
    private volatile bool _ended;

    internal FaultRule(Func<ProxiedRequest, bool> match, Fault fault, int first, int count) =>
        (_match, Fault, _first, _count) = (match, fault, first, count);

    /// <summary>How often it struck.</summary>
    public int Hits => Volatile.Read(ref _hits);

    /// <summary>Completed with the first request it struck.</summary>
    public Task<ProxiedRequest> Struck => _struck.Task;

    internal Fault Fault { get; }

    /// <summary>It strikes no more.</summary>
    public void End() => _ended = true;

    internal bool Strikes(ProxiedRequest request)
    {
        if (_ended || !_match(request)) return false;
        var number = Interlocked.Increment(ref _seen);
        if (number < _first || number - _first >= _count) return false;
        Interlocked.Increment(ref _hits);
        _struck.TrySetResult(request);
        return true;
    }
}
