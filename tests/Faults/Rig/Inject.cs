namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>The faults that a proxy can inject. A test may write its own: a <see cref="Fault"/> is any function of an <see cref="Exchange"/>.</summary>
public static class Inject
{
    /// <summary>The request never reaches the server, and no answer comes: the connection breaks.</summary>
    public static Fault DropRequest { get; } = exchange =>
    {
        exchange.Abort();
        return Task.CompletedTask;
    };

    /// <summary>The server carries the request out, and its answer is lost: the connection breaks.</summary>
    public static Fault DropAnswer { get; } = AfterCommit(() => Task.CompletedTask);

    /// <summary>The request is sent twice, the second time after the first answer; the operator gets the first answer.</summary>
    public static Fault Duplicate { get; } = async exchange =>
    {
        using var first = await exchange.ForwardAsync();
        using (await exchange.ForwardAsync(evenIfAborted: true))
        {
        }

        await exchange.RelayAsync(first);
    };

    /// <summary>Does something instead of forwarding, then breaks the connection.</summary>
    /// <param name="then">What to do, for example to kill the operator.</param>
    public static Fault Before(Func<Task> then) => async exchange =>
    {
        await then();
        exchange.Abort();
    };

    /// <summary>Does something when the server has carried the request out and the operator does not know it; then breaks the connection.</summary>
    /// <param name="then">What to do, for example to kill the operator.</param>
    public static Fault AfterCommit(Func<Task> then) => async exchange =>
    {
        using var response = await exchange.ForwardAsync(evenIfAborted: true);
        await response.Content.LoadIntoBufferAsync();
        await then();
        exchange.Abort();
    };

    /// <summary>Holds the request until something happens, then forwards it even when the operator has given it up.</summary>
    /// <param name="until">What it waits for.</param>
    public static Fault HoldRequest(Func<Task> until) => async exchange =>
    {
        await until();
        using var response = await exchange.ForwardAsync(evenIfAborted: true);
        await exchange.RelayAsync(response);
    };

    /// <summary>Forwards the request at once and holds the answer until something happens.</summary>
    /// <param name="until">What it waits for.</param>
    public static Fault HoldAnswer(Func<Task> until) => async exchange =>
    {
        using var response = await exchange.ForwardAsync(evenIfAborted: true);
        await until();
        await exchange.RelayAsync(response);
    };

    /// <summary>Answers in the server's place; the server gets nothing. The body is what Kubernetes sends with that status.</summary>
    /// <param name="status">HTTP status: 401, 403, 409, 429, 500, 504 …</param>
    /// <param name="reason">Reason of the Status object; null sends plain text, as flow control does.</param>
    /// <param name="headers">More headers, for example <c>Retry-After</c>.</param>
    public static Fault Answer(int status, string? reason = null, params (string Name, string Value)[] headers) => exchange => reason is null
        ? exchange.AnswerAsync(status, "Too many requests, please try again later.\n", "text/plain; charset=utf-8", headers)
        : exchange.AnswerAsync(
            status,
            $$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"injected {{reason}}","reason":"{{reason}}","code":{{status}}}""",
            "application/json",
            headers);

    /// <summary>Breaks the connection in the middle of the answer's body.</summary>
    /// <param name="after">Bytes that still arrive; over 0.</param>
    public static Fault CutBody(long after) => async exchange =>
    {
        using var response = await exchange.ForwardAsync(evenIfAborted: true);
        await exchange.RelayAsync(response, after);
    };

    /// <summary>Answers every list with the first answer that the server gave: a list that is frozen in time.</summary>
    public static Fault FreezeList()
    {
        Lazy<Task<(int Status, string Body)>>? frozen = null;
        return async exchange =>
        {
            var mine = new Lazy<Task<(int Status, string Body)>>(async () =>
            {
                using var response = await exchange.ForwardAsync();
                return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(exchange.Aborted));
            });
            var (status, body) = await (Interlocked.CompareExchange(ref frozen, mine, null) ?? mine).Value;
            await exchange.AnswerAsync(status, body);
        };
    }

    /// <summary>Changes what a watch says, line by line: none for a dropped line, several for held and reordered ones.</summary>
    /// <param name="lines">Gets a line; gives the lines to send instead, after as long as it likes.</param>
    public static Fault Lines(Func<string, CancellationToken, ValueTask<IEnumerable<string>>> lines) => async exchange =>
    {
        using var response = await exchange.ForwardAsync();
        await exchange.RelayLinesAsync(response, lines);
    };

    /// <summary>Drops the watch lines that match.</summary>
    /// <param name="match">Says whether a line is lost.</param>
    public static Fault DropLines(Func<string, bool> match) =>
        Lines((line, _) => ValueTask.FromResult<IEnumerable<string>>(match(line) ? [] : [line]));

    /// <summary>Holds every watch line until something happens.</summary>
    /// <param name="until">What they wait for; after it, lines pass at once.</param>
    public static Fault HoldLines(Func<CancellationToken, Task> until) => Lines(async (line, cancellationToken) =>
    {
        await until(cancellationToken);
        return [line];
    });

    /// <summary>Sends each two watch lines in the wrong order.</summary>
    public static Fault SwapLines()
    {
        string? held = null;
        return Lines((line, _) =>
        {
            if (held is null)
            {
                held = line;
                return ValueTask.FromResult<IEnumerable<string>>([]);
            }

            string[] swapped = [line, held];
            held = null;
            return ValueTask.FromResult<IEnumerable<string>>(swapped);
        });
    }
}
