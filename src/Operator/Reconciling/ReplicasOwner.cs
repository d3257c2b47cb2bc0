using System.Collections.Concurrent;
using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>
/// Finds out who else set a target's replicas, by the managers of its fields. The API server is asked once for each number that is not
/// the one expected, and never in steady state.
/// </summary>
/// <remarks>
/// <b>Guarantees</b>: never throws but for a cancellation: what cannot be found out is null. <b>Assumptions</b>: one call at a time per
/// monitor. <b>Caveats</b>: servers before 1.22 keep no manager for what was written by the scale subresource.
/// </remarks>
/// <param name="client">The API server.</param>
/// <param name="time">The clock.</param>
public sealed class ReplicasOwner(KubernetesClient client, TimeProvider time)
{
    private readonly ConcurrentDictionary<ObjectKey, Seen> _seen = new();

    /// <summary>Who set the replicas that a target has now.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="target">Its target.</param>
    /// <param name="ours">The newest change that this operator made, or null.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The manager's name; null when it was us, when the number is the one seen before, and when nothing tells.</returns>
    public async Task<string?> OfAsync(ObjectKey monitor, Target target, PastChange? ours, CancellationToken cancellationToken)
    {
        var (uid, replicas, now) = (target.Scale.Metadata.Uid!, target.Scale.SpecReplicas, time.GetUtcNow());
        var before = _seen.TryGetValue(monitor, out var seen) && seen.Uid == uid ? seen : null;
        var isExpected = ours is null ? before is null : ours.To == replicas;
        string? by = null;
        if (!isExpected) by = before?.Replicas == replicas ? before.By : await AskAsync(target, before?.At ?? ours?.Time ?? now, cancellationToken);
        _seen[monitor] = new(uid, replicas, now, by);
        return by;
    }

    /// <summary>Drops what is remembered of a monitor.</summary>
    /// <param name="monitor">The monitor.</param>
    public void Forget(ObjectKey monitor) => _seen.TryRemove(monitor, out _);

    private async Task<string?> AskAsync(Target target, DateTimeOffset since, CancellationToken cancellationToken)
    {
        try
        {
            var managers = await client.GetFieldsManagersAsync(target.Resource, target.Key, cancellationToken);
            // Who wrote before is not who wrote now: the write that counts left no trace.
            return managers.Where(m => m.Owns("spec", "replicas") && m.Time >= since - Constants.ClockSkew).MaxBy(m => m.Time) is { Manager: { Length: > 0 } name }
                && name != KubernetesClient.Agent
                    ? OthersWords.Clip(name)
                    : null;
        }
        catch (KubernetesException)
        {
            // A courtesy to whoever reads the message: nothing depends on it.
            return null;
        }
    }

    private sealed record Seen(string Uid, int Replicas, DateTimeOffset At, string? By);
}
