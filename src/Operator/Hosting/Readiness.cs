namespace ModelMonitor.Operator.Hosting;

/// <summary>
/// What <c>/readyz</c> and <c>/healthz</c> answer: named checks, each of which gives null when all is well and otherwise what is wrong.
/// </summary>
/// <remarks><b>Guarantees</b>: checks may be added while probes are answered. <b>Assumptions</b>: checks return at once.</remarks>
public sealed class Readiness
{
    private readonly Lock _lock = new();
    private readonly List<(string Name, Func<string?> Check)> _checks = [];

    /// <summary>Adds a check.</summary>
    /// <param name="name">Short name, as it stands in the answer.</param>
    /// <param name="check">Gives null when all is well, otherwise what is wrong.</param>
    public void Add(string name, Func<string?> check)
    {
        lock (_lock) _checks.Add((name, check));
    }

    /// <summary>The answer: a line per check, and whether all are well.</summary>
    public (bool Well, string Text) Answer()
    {
        (string Name, Func<string?> Check)[] checks;
        lock (_lock) checks = [.. _checks];
        var results = checks.Select(c => (c.Name, Wrong: c.Check())).ToList();
        var lines = results.Select(r => r.Wrong is null ? $"[+]{r.Name} ok\n" : $"[-]{r.Name} {r.Wrong}\n");
        return (results.TrueForAll(r => r.Wrong is null), string.Concat(lines));
    }
}
