namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>What a scenario came to, for oracle O10: a run with a fault has to come to the same as the run without.</summary>
/// <param name="Replicas">Replicas of the target at the end.</param>
/// <param name="Decisions">Decisions in status, newest first: from, to, outcome.</param>
/// <param name="Conditions">Conditions: type, status, reason.</param>
/// <param name="ScaleWrites">Scale writes that the server carried out.</param>
/// <param name="DecisionRecords">Decisions that were ever recorded.</param>
/// <param name="StatusWrites">Status writes carried out; told, not compared: a new process freshens what it shows.</param>
/// <param name="EventWrites">Event writes carried out; told, not compared: a killed process takes its unwritten Events along.</param>
public sealed record ScenarioOutcome(
    int? Replicas,
    IReadOnlyList<string> Decisions,
    IReadOnlyList<string> Conditions,
    int ScaleWrites,
    int DecisionRecords,
    int StatusWrites,
    int EventWrites)
{
    /// <summary>What a stage has come to by now.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="bounds">The scenario's target and limits.</param>
    public static async Task<ScenarioOutcome> OfAsync(FaultStage stage, ScaleBounds bounds)
    {
        var status = (await stage.MonitorAsync(bounds.Target)).Status;
        var evidence = Oracles.EvidenceOf(stage, bounds);
        var done = evidence.OperatorWrites.Where(e => e.Succeeded).ToList();
        return new(
            (await stage.DeploymentAsync(bounds.Target)).Spec?.Replicas,
            [.. (status?.Decisions ?? []).Select(d => $"{d.From}->{d.To} {d.Outcome}")],
            [.. (status?.Conditions ?? []).OrderBy(c => c.Type, StringComparer.Ordinal).Select(c => $"{c.Type}={c.Status} {c.Reason}")],
            done.Count(e => e.Kind == WriteKind.Scale),
            evidence.DecisionIds.Count,
            done.Count(e => e.Kind == WriteKind.Status),
            done.Count(e => e.Kind == WriteKind.Event));
    }

    /// <summary>O10: where this differs from the run without a fault.</summary>
    /// <param name="reference">The run without a fault.</param>
    public IEnumerable<string> DifferencesFrom(ScenarioOutcome reference)
    {
        (string What, string Was, string Is)[] compared =
        [
            ("replicas", $"{reference.Replicas}", $"{Replicas}"),
            ("scale writes", $"{reference.ScaleWrites}", $"{ScaleWrites}"),
            ("decision records", $"{reference.DecisionRecords}", $"{DecisionRecords}"),
            ("decisions", string.Join(", ", reference.Decisions), string.Join(", ", Decisions)),
            ("conditions", string.Join(", ", reference.Conditions), string.Join(", ", Conditions)),
        ];
        return compared.Where(c => c.Was != c.Is).Select(c => $"O10: {c.What}: {c.Is}; without the fault: {c.Was}");
    }
}
