using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>Counts what becomes of the watches and lists of one resource from now on; changes nothing.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class WatchNotes
{
    private int _opened;
    private int _reasons;
    private int _unanswered;

    /// <summary>Begins.</summary>
    /// <param name="proxy">Where they pass.</param>
    /// <param name="resource">The resource.</param>
    public WatchNotes(FaultProxy proxy, string resource)
    {
        proxy.On(Requests.Watch(resource), PassAsync, count: int.MaxValue);
        proxy.On(Requests.List(resource), PassListAsync, count: int.MaxValue);
    }

    /// <summary>How many were opened.</summary>
    public int Opened => Volatile.Read(ref _opened);

    /// <summary>
    /// How often the server gave a reason to list: it ended a watch because the version was too old for it, it did not know the resource
    /// or the account (as one that has just started may, for a moment), or it gave no list.
    /// </summary>
    public int ReasonsToList => Volatile.Read(ref _reasons);

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
        if ((int)response.StatusCode is 401 or 403 or 404 or 410) Interlocked.Increment(ref _reasons);
        await exchange.RelayLinesAsync(response, (line, _) =>
        {
            if (line.Contains("\"code\":410", StringComparison.Ordinal)) Interlocked.Increment(ref _reasons);
            return ValueTask.FromResult<IEnumerable<string>>([line]);
        });
    }

    private async Task PassListAsync(Exchange exchange)
    {
        HttpResponseMessage response;
        try
        {
            response = await exchange.ForwardAsync();
        }
        catch (HttpRequestException)
        {
            // The server is down; the proxy breaks the connection.
            Interlocked.Increment(ref _reasons);
            throw;
        }

        using (response)
        {
            if (!response.IsSuccessStatusCode) Interlocked.Increment(ref _reasons);
            await exchange.RelayAsync(response);
        }
    }
}
