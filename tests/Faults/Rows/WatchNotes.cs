using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>Counts what becomes of the watches of one resource that are opened from now on; changes nothing.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class WatchNotes
{
    private int _opened;
    private int _expired;
    private int _unanswered;

    /// <summary>Begins.</summary>
    /// <param name="proxy">Where they pass.</param>
    /// <param name="resource">The resource.</param>
    public WatchNotes(FaultProxy proxy, string resource)
    {
        proxy.On(Requests.Watch(resource), PassAsync, count: int.MaxValue);
    }

    /// <summary>How many were opened.</summary>
    public int Opened => Volatile.Read(ref _opened);

    /// <summary>How many the server ended because the version was too old.</summary>
    public int Expired => Volatile.Read(ref _expired);

    /// <summary>Waits until so many were opened.</summary>
    /// <param name="count">How many.</param>
    public Task OpenedAsync(int count) => Eventually.TrueAsync($"{count} watches are opened", () => Task.FromResult(Opened >= count), Deadlines.Step);

    /// <summary>Waits until one more than so many were opened and the server has answered the newest.</summary>
    /// <param name="count">How many.</param>
    public Task AnsweredAfterAsync(int count) => Eventually.TrueAsync(
        "a new watch is answered", () => Task.FromResult(Opened > count && Volatile.Read(ref _unanswered) == 0), Deadlines.Step);

    private async Task PassAsync(Exchange exchange)
    {
        Interlocked.Increment(ref _opened);
        Interlocked.Exchange(ref _unanswered, 1);
        using var response = await exchange.ForwardAsync();
        Interlocked.Exchange(ref _unanswered, 0);
        await exchange.RelayLinesAsync(response, (line, _) =>
        {
            if (line.Contains("\"code\":410", StringComparison.Ordinal)) Interlocked.Increment(ref _expired);
            return ValueTask.FromResult<IEnumerable<string>>([line]);
        });
    }
}
