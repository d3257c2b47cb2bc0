using Microsoft.Extensions.Logging;

namespace ModelMonitor.Kubernetes;

/// <summary>
/// Remembers what is wrong with an informer, and tells the log once per change. Written by the reflector alone, read by anyone.
/// </summary>
internal sealed class InformerHealth(string resource, TimeProvider time, ILogger logger, RuntimeMetrics metrics)
{
    private readonly Lock _lock = new();
    private readonly List<UndecodableObject> _undecodable = [];
    private DateTimeOffset? _undecodableSince;
    private InformerFault? _fault;
    private string? _cause;

    /// <summary>What is wrong; null when all is well. A failing read outweighs single objects that cannot be read.</summary>
    public InformerFault? Degraded
    {
        get
        {
            lock (_lock)
            {
                if (_fault is not null || _undecodableSince is not { } since) return _fault;
                var names = string.Join(", ", _undecodable.Take(5).Select(NameOf));
                return new($"{resource}: {_undecodable.Count} object(s) cannot be read: {names}", since);
            }
        }
    }

    /// <summary>Why reading fails as a whole; null while only single objects cannot be read, or nothing is wrong.</summary>
    public InformerFault? ReadFault
    {
        get { lock (_lock) return _fault; }
    }

    /// <summary>The objects that cannot be read.</summary>
    public IReadOnlyList<UndecodableObject> Undecodable
    {
        get { lock (_lock) return [.. _undecodable]; }
    }

    /// <summary>A read failed. A cause that repeats itself is told once, until something succeeds.</summary>
    public void Failed(string cause, string message)
    {
        metrics.InformerFaulted(resource, cause);
        lock (_lock) _fault = new($"{resource}: {message}", _fault?.Since ?? time.GetUtcNow());
        var level = _cause == cause ? LogLevel.Debug : LogLevel.Warning;
        _cause = cause;
        logger.Log(level, "Informer of {Resource} is degraded ({Cause}): {Message}", resource, cause, message);
    }

    /// <summary>The server answered as it should.</summary>
    public void Succeeded()
    {
        if (_cause is null) return;
        _cause = null;
        lock (_lock) _fault = null;
        logger.LogInformation("Informer of {Resource} has recovered", resource);
    }

    /// <summary>A complete list shows exactly these unreadable objects.</summary>
    public void SetUndecodable(IReadOnlyList<UndecodableObject> all)
    {
        List<UndecodableObject> known;
        lock (_lock)
        {
            known = [.. _undecodable];
            _undecodable.Clear();
            _undecodable.AddRange(all);
            _undecodableSince = all.Count == 0 ? null : _undecodableSince ?? time.GetUtcNow();
        }

        foreach (var one in all.Except(known)) Tell(one);
    }

    /// <summary>An object turned out to be unreadable.</summary>
    public void AddUndecodable(UndecodableObject one)
    {
        lock (_lock)
        {
            _undecodable.RemoveAll(u => u.Key == one.Key);
            _undecodable.Add(one);
            _undecodableSince ??= time.GetUtcNow();
        }

        Tell(one);
    }

    /// <summary>An object can be read, or is gone.</summary>
    public void RemoveUndecodable(ObjectKey key)
    {
        lock (_lock)
        {
            if (_undecodable.RemoveAll(u => u.Key == key) > 0 && _undecodable.Count == 0) _undecodableSince = null;
        }
    }

    private void Tell(UndecodableObject one)
    {
        metrics.InformerFaulted(resource, "Undecodable");
        logger.LogWarning("{Resource} {Key} cannot be read and is left as last seen: {Error}", resource, NameOf(one), one.Error);
    }

    private static string NameOf(UndecodableObject one) => one.Key?.ToString() ?? "(unnamed)";
}
