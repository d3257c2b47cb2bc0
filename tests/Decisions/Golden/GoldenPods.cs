using ModelMonitor.Decisions;

namespace ModelMonitor.Tests.Decisions.Golden;

/// <summary>Pods of a target that follow its replicas: each new one is ready after a cold start, if the cluster has room for it.</summary>
internal sealed class GoldenPods
{
    private readonly TimeSpan _coldStart;
    private readonly List<(DateTimeOffset Since, DateTimeOffset? ReadyAt)> _pods;

    public GoldenPods(int replicas, TimeSpan coldStart, DateTimeOffset now)
    {
        _coldStart = coldStart;
        _pods = [.. Enumerable.Repeat((now - coldStart, (DateTimeOffset?)now), replicas)];
    }

    public int Current => _pods.Count;

    public int ReadyAt(DateTimeOffset now) => _pods.Count(p => p.ReadyAt <= now);

    /// <summary>Pods that are not ready go first, then the newest, as a ReplicaSet takes them.</summary>
    public void Scale(int to, DateTimeOffset now)
    {
        while (_pods.Count < to) _pods.Add((now, null));
        while (_pods.Count > to) _pods.RemoveAt(_pods.Count - 1);
    }

    /// <summary>Places as many pods as the cluster has room for; they are ready a cold start later.</summary>
    public void Place(double? room, DateTimeOffset now)
    {
        for (var i = 0; i < _pods.Count && i < (room ?? int.MaxValue); i++)
            if (_pods[i].ReadyAt is null) _pods[i] = _pods[i] with { ReadyAt = now + _coldStart };
    }

    public ReplicaCounts Counts(DateTimeOffset now, string? blocked, bool isRollingOut) => new(Current, ReadyAt(now))
    {
        StartingSince = [.. _pods.Where(p => !(p.ReadyAt <= now)).Select(p => p.Since)],
        Starts = [.. _pods.Where(p => p.ReadyAt <= now).Select(p => new PodStart(p.ReadyAt!.Value, _coldStart))],
        Blocked = _pods.Any(p => p.ReadyAt is null) ? blocked : null,
        IsRollingOut = isRollingOut,
    };
}
