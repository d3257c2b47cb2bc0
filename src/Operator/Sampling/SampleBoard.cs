using System.Collections.Concurrent;
using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Metrics;

namespace ModelMonitor.Operator.Sampling;

/// <summary>
/// Where samplers leave what they found and reconciles pick it up. The two sides know of each other only through this board.
/// </summary>
/// <remarks>
/// <b>Guarantees</b>: a reader sees a whole sample or none; a sample is never older than the registration it was taken for, so a
/// changed spec is not judged by the old questions' answers. <b>Assumptions</b>: one sampler per source. <b>Caveats</b>: none.
/// </remarks>
public sealed class SampleBoard
{
    private readonly ConcurrentDictionary<ObjectKey, Entry> _entries = new();

    /// <summary>Raised when a monitor is registered that has no sample yet, with its source's name.</summary>
    public event Action<string>? NewQuestion;

    /// <summary>Says what a monitor wants to know, or that it wants the same as before.</summary>
    /// <param name="monitor">The monitor's questions.</param>
    public void Register(WatchedMonitor monitor)
    {
        if (_entries.TryGetValue(monitor.Key, out var present) && monitor.AsksTheSameAs(present.Monitor)) return;
        _entries[monitor.Key] = new(monitor, null);
        NewQuestion?.Invoke(monitor.Source);
    }

    /// <summary>Drops a monitor that is gone or cannot be sampled.</summary>
    /// <param name="key">The monitor.</param>
    public void Forget(ObjectKey key) => _entries.TryRemove(key, out _);

    /// <summary>Drops every monitor of a source that is another one now: what was sampled before says nothing of it.</summary>
    /// <param name="source">The source's name.</param>
    public void ForgetSource(string source)
    {
        foreach (var (key, entry) in _entries)
            if (entry.Monitor.Source == source) _entries.TryRemove(key, out _);
    }

    /// <summary>The registered monitors of a source.</summary>
    /// <param name="source">The source's name.</param>
    /// <param name="onlyNew">Only those that have no sample yet.</param>
    public IReadOnlyList<WatchedMonitor> Of(string source, bool onlyNew) =>
        [.. _entries.Values.Where(e => e.Monitor.Source == source && (!onlyNew || e.Sample is null)).Select(e => e.Monitor)];

    /// <summary>Leaves a sample, unless the monitor asked something else meanwhile or is gone.</summary>
    /// <param name="monitor">The registration that was sampled.</param>
    /// <param name="sample">What was found.</param>
    /// <returns>Whether the sample was taken.</returns>
    public bool Publish(WatchedMonitor monitor, MonitorSample sample) =>
        _entries.TryGetValue(monitor.Key, out var present)
        && ReferenceEquals(present.Monitor, monitor)
        && _entries.TryUpdate(monitor.Key, present with { Sample = sample }, present);

    /// <summary>The newest sample of a monitor, or null while there is none.</summary>
    /// <param name="key">The monitor.</param>
    public MonitorSample? Latest(ObjectKey key) => _entries.TryGetValue(key, out var entry) ? entry.Sample : null;

    /// <summary>
    /// The engine that was found for a monitor whose spec names none. Null when none was found yet, and when its metrics are on no pod any
    /// more: then it is to be looked for again.
    /// </summary>
    /// <param name="monitor">The registration.</param>
    public string? FoundEngine(WatchedMonitor monitor) =>
        _entries.TryGetValue(monitor.Key, out var entry) && ReferenceEquals(entry.Monitor, monitor) && entry.Sample is { Load.Running.Reason: not UnknownReason.NoData } sample
            ? sample.Engine
            : null;

    private sealed record Entry(WatchedMonitor Monitor, MonitorSample? Sample);
}
