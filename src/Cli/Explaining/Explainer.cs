using ModelMonitor.Cli.Listing;
using ModelMonitor.Resources;

namespace ModelMonitor.Cli.Explaining;

/// <summary>Explains a monitor from the object alone. Pure.</summary>
internal static class Explainer
{
    /// <summary>Explains it.</summary>
    /// <param name="monitor">The monitor, as the API server has it.</param>
    /// <param name="now">The present.</param>
    public static Explanation Of(V1Alpha1ModelMonitor monitor, DateTimeOffset now)
    {
        var facts = new Facts(monitor, now);
        var guards = GuardWords.Of(facts).ToList();
        var (replicas, spec) = (facts.Status.Replicas, monitor.Spec);
        return new()
        {
            Namespace = facts.Namespace,
            Name = facts.Name,
            Target = $"{spec.TargetRef.Kind}/{spec.TargetRef.Name}",
            Mode = spec.Mode.ToString(),
            Time = now,
            IsUpToDate = ConditionView.IsUpToDate(monitor),
            Summary = Summary.Of(facts),
            Replicas = new()
            {
                Current = replicas?.Current,
                Ready = replicas?.Ready,
                Desired = replicas?.Desired,
                Min = spec.Scaling?.MinReplicas,
                Max = spec.Scaling?.MaxReplicas,
                PodCapacity = facts.PodCapacity,
                Headroom = facts.Headroom,
            },
            Objectives = [.. ObjectiveWords.Of(facts)],
            InForce = guards,
            Decisions = [.. (facts.Status.Decisions ?? []).Select(DecisionWords.Of)],
            More = [.. Outlook.More(facts)],
            Fewer = [.. Outlook.Fewer(facts)],
            Advice = [.. Advice.Of(facts, guards)],
        };
    }
}
