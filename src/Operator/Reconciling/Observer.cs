using System.Collections.Concurrent;
using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Metrics;
using ModelMonitor.Operator.Sampling;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>Puts together what is known of a target at one moment: the one place where an <see cref="Observation"/> is made.</summary>
/// <remarks><b>Guarantees</b>: safe for concurrent use of different monitors. <b>Assumptions</b>: one call at a time per monitor.</remarks>
/// <param name="pods">Finds a target's pods.</param>
/// <param name="time">The clock.</param>
public sealed class Observer(PodFinder pods, TimeProvider time)
{
    /// <summary>
    /// How long a target may have fewer pods than replicas before that is said: its controller makes them within moments, unless
    /// something refuses them.
    /// </summary>
    public static readonly TimeSpan PodsMissingAfter = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<ObjectKey, Missing> _missing = new();

    /// <summary>Makes the observation.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="target">Its target.</param>
    /// <param name="sample">Its newest sample.</param>
    public Observation Observe(ObjectKey monitor, Target target, MonitorSample sample)
    {
        var living = pods.Living(target.Key.Namespace, target.Selector);
        var replicas = ReplicaFacts.Of(target.Scale.SpecReplicas, living);
        return new(sample.Objectives, sample.Load, replicas with { Blocked = replicas.Blocked ?? WhyMissing(monitor, target, replicas, living.Count) })
        {
            Rates = sample.Rates,
            Events = sample.Events ?? NoEvents,
        };
    }

    /// <summary>Drops what is remembered of a monitor.</summary>
    /// <param name="monitor">The monitor.</param>
    public void Forget(ObjectKey monitor) => _missing.TryRemove(monitor, out _);

    private static IReadOnlyDictionary<string, ObjectiveEvents> NoEvents { get; } = new Dictionary<string, ObjectiveEvents>();

    // A quota or a webhook that refuses pods is told by the ReplicaSet, which is not watched; what can be seen is that none come. A
    // StatefulSet that starts its pods one by one, and a rollout that removes before it adds, have fewer for a good reason.
    private string? WhyMissing(ObjectKey monitor, Target target, ReplicaCounts replicas, int made)
    {
        if (made >= replicas.Current || replicas.IsRollingOut || replicas.StartingSince.Count > 0)
        {
            _missing.TryRemove(monitor, out _);
            return null;
        }

        var missing = _missing.GetValueOrDefault(monitor);
        if (missing is null || (missing.Wanted, missing.Made) != (replicas.Current, made))
            _missing[monitor] = missing = new(replicas.Current, made, time.GetTimestamp());
        return time.GetElapsedTime(missing.Since) < PodsMissingAfter
            ? null
            : OthersWords.Clip(FormattableString.Invariant(
                $"the cluster made {made} of {replicas.Current} pods: a quota or an admission rule may refuse the others, see the events around {target.Resource.Kind} {target.Key.Name}"));
    }

    private sealed record Missing(int Wanted, int Made, long Since);
}
