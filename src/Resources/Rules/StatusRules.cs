namespace ModelMonitor.Resources.Rules;

/// <summary>What makes a change of a <see cref="ModelMonitorStatus"/> valid: each rule as CEL, as message and as run-time twin.</summary>
public static class StatusRules
{
    /// <summary>A former leader's write carries a lower term than what is stored.</summary>
    public const string LeaderTerm = "!has(oldSelf.leaderTerm) || (has(self.leaderTerm) && self.leaderTerm >= oldSelf.leaderTerm)";

    /// <summary>The message of <see cref="LeaderTerm"/>.</summary>
    public const string LeaderTermMessage = "leaderTerm must not fall: a newer leader has written this status";

    /// <summary>The run-time twin of <see cref="LeaderTerm"/>: whether a status of this term may replace what is stored.</summary>
    /// <param name="stored">The stored term, or null.</param>
    /// <param name="term">The writer's term, or null when it has none.</param>
    public static bool MayWrite(long? stored, long? term) => stored is null || term >= stored;
}
