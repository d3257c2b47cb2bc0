namespace ModelMonitor.Operator.Reconciling;

/// <summary>What keeps a monitor from being judged at all.</summary>
/// <param name="Condition">The condition that it makes False, beside Ready.</param>
/// <param name="Reason">CamelCase reason from a closed set.</param>
/// <param name="Message">One sentence that names the field or right, and the fix.</param>
public sealed record Problem(ConditionType Condition, string Reason, string Message)
{
    /// <summary>A problem with a reason of ours.</summary>
    /// <param name="condition">The condition that it makes False, beside Ready.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="message">One sentence that names the field or right, and the fix.</param>
    public Problem(ConditionType condition, ConditionReason reason, string message)
        : this(condition, reason.ToString(), message)
    {
    }
}
