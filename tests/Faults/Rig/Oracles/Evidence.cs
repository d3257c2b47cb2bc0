namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>What the oracles about writes judge by: the audit log, and nothing that an operator says of itself.</summary>
/// <param name="Audit">The log of one namespace, in its order.</param>
/// <param name="Operators">Users that are operators.</param>
/// <param name="Bounds">What the scenario allows.</param>
public sealed record Evidence(IReadOnlyList<AuditEntry> Audit, IReadOnlyCollection<string> Operators, ScaleBounds Bounds)
{
    /// <summary>What operators wrote, tried or done.</summary>
    public IEnumerable<AuditEntry> OperatorWrites => Audit.Where(e => e.IsWrite && Operators.Contains(e.User));

    /// <summary>Scale writes of operators that the server carried out, each with the newest record in status before it.</summary>
    public IEnumerable<(AuditEntry Write, AuditEntry? Record, int? Before)> ScaleWrites()
    {
        AuditEntry? record = null;
        int? replicas = null;
        foreach (var entry in Audit.Where(e => e.Name == Bounds.Target))
        {
            if (entry is { Kind: WriteKind.Status, Succeeded: true } && Operators.Contains(entry.User)) record = entry;
            if (entry is { Kind: WriteKind.Scale, Succeeded: true } && Operators.Contains(entry.User)) yield return (entry, record, replicas);
            replicas = entry.ReplicasAfter ?? replicas;
        }
    }

    /// <summary>Ids of all decisions that were ever recorded.</summary>
    public IReadOnlySet<string> DecisionIds => Audit
        .Where(e => e is { Kind: WriteKind.Status, Succeeded: true })
        .SelectMany(e => e.MonitorStatus?["decisions"]?.AsArray() ?? [])
        .Select(d => d!["id"]!.ToString())
        .ToHashSet(StringComparer.Ordinal);
}
