using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>Sets conditions with our types and reasons; a transition time moves only when the status flips.</summary>
/// <param name="conditions">The list to write into.</param>
/// <param name="generation">The spec's generation that is spoken of.</param>
/// <param name="now">The present.</param>
public sealed class ConditionWriter(IList<Condition> conditions, long generation, DateTimeOffset now)
{
    /// <summary>Sets a condition with a reason of ours.</summary>
    /// <param name="type">The type.</param>
    /// <param name="holds">True, False, or null for Unknown.</param>
    /// <param name="reason">Why.</param>
    /// <param name="message">One sentence.</param>
    public void Set(ConditionType type, bool? holds, ConditionReason reason, string message) => Set(type, holds, reason.ToString(), message);

    /// <summary>Sets a condition with a reason of another closed set.</summary>
    /// <param name="type">The type.</param>
    /// <param name="holds">True, False, or null for Unknown.</param>
    /// <param name="reason">Why.</param>
    /// <param name="message">One sentence.</param>
    public void Set(ConditionType type, bool? holds, string reason, string message) =>
        Conditions.Set(conditions, type.ToString(), StatusOf(holds), reason, message, generation, now);

    /// <summary>
    /// Sets a condition whose message may carry numbers that change all the time (ages, a server's words): while status, reason and
    /// generation stay, the first message stays too.
    /// </summary>
    /// <param name="type">The type.</param>
    /// <param name="holds">True, False, or null for Unknown.</param>
    /// <param name="reason">Why.</param>
    /// <param name="message">One sentence.</param>
    public void SetOnce(ConditionType type, bool? holds, string reason, string message)
    {
        var present = conditions.FirstOrDefault(c => c.Type == type.ToString());
        var same = present is not null && present.Status == StatusOf(holds) && present.Reason == reason && present.ObservedGeneration == generation;
        Set(type, holds, reason, same ? present!.Message : message);
    }

    /// <summary>Leaves a condition as it is, of the present generation; one that was never set stays unset.</summary>
    /// <param name="type">The type.</param>
    public void Keep(ConditionType type)
    {
        if (conditions.FirstOrDefault(c => c.Type == type.ToString()) is { } present) present.ObservedGeneration = generation;
    }

    /// <summary>Takes a condition away that does not apply any more.</summary>
    /// <param name="type">The type.</param>
    public void Remove(ConditionType type)
    {
        if (conditions.FirstOrDefault(c => c.Type == type.ToString()) is { } present) conditions.Remove(present);
    }

    private static string StatusOf(bool? holds) => holds switch { true => "True", false => "False", null => "Unknown" };
}
