using System.Text.Json;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>Judges a stage after its fault. Every fault test ends with <see cref="CheckAllAsync"/>.</summary>
public static class Oracles
{
    /// <summary>Rounds of sampling that a steady state is watched for.</summary>
    private const int SteadyRounds = 3;

    /// <summary>Times that a state may turn out not to be steady yet.</summary>
    private const int SteadyTries = 3;

    private static readonly TimeSpan ConvergeWithin = TimeSpan.FromSeconds(60);

    /// <summary>Checks O1 to O7, O9 and O11, and O10 where there is a run without the fault to compare with; fails with all violations.</summary>
    /// <param name="stage">The stage, its fault over.</param>
    /// <param name="bounds">What the scenario allows.</param>
    /// <param name="reference">What the same scenario came to without the fault, or null.</param>
    /// <returns>What the scenario came to.</returns>
    public static async Task<ScenarioOutcome> CheckAllAsync(FaultStage stage, ScaleBounds bounds, ScenarioOutcome? reference = null)
    {
        var violations = new List<string>();
        violations.AddRange(await ConvergesAsync(stage, bounds));
        violations.AddRange(await IsSteadyAsync(stage, bounds));
        var evidence = EvidenceOf(stage, bounds);
        violations.AddRange(ScaleOracles.WithinBounds(evidence));
        violations.AddRange(ScaleOracles.OncePerDecision(evidence));
        violations.AddRange(LeaseOracle.OnlyWithinTerm(evidence));
        violations.AddRange(ScaleOracles.RecordedFirst(evidence));
        violations.AddRange(ReasonOracle.Explained(evidence));
        var logs = stage.Seats.SelectMany(s => s.Processes.Select((p, i) => ($"{s.Identity.Name} process {i + 1}", p.ReadLog()))).ToList();
        var ends = stage.Seats.SelectMany(s => s.Processes.Where(p => p.EndedByItself).Select(p => $"{s.Identity.Name} ended by itself with {p.ExitCode}; see {p.Log}"));
        violations.AddRange(ProcessOracles.LiveOn(ends, logs));
        var monitor = JsonSerializer.Serialize(await stage.MonitorAsync(bounds.Target), V1Alpha1ModelMonitor.JsonType);
        var events = string.Join('\n', (await stage.EventsAsync()).Select(e => e.ToJsonString()));
        violations.AddRange(ProcessOracles.KeepSecrets(
            stage.Seats.SelectMany(s => s.Identity.Tokens), [.. logs, ("the monitor", monitor), ("the Events", events)]));
        var outcome = await ScenarioOutcome.OfAsync(stage, bounds);
        if (reference is not null) violations.AddRange(outcome.DifferencesFrom(reference));
        Assert.True(violations.Count == 0, $"{stage.Folder}:\n{string.Join('\n', violations)}");
        return outcome;
    }

    /// <summary>What the oracles about writes judge a stage by.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="bounds">What the scenario allows.</param>
    public static Evidence EvidenceOf(FaultStage stage, ScaleBounds bounds) =>
        new(stage.Audit, [.. stage.Seats.Select(s => s.Identity.User)], bounds);

    // O5: the fault is over, so what was asked for is seen and judged.
    private static async Task<IEnumerable<string>> ConvergesAsync(FaultStage stage, ScaleBounds bounds)
    {
        try
        {
            await Eventually.TrueAsync(
                "the spec is observed and Ready is True",
                async () =>
                {
                    var monitor = await stage.MonitorAsync(bounds.Target);
                    return monitor.Status?.ObservedGeneration == monitor.Metadata.Generation
                        && monitor.Status.Conditions?.Any(c => c is { Type: "Ready", Status: "True" }) == true;
                },
                ConvergeWithin);
            return [];
        }
        catch (TimeoutException e)
        {
            return [$"O5: {e.Message}"];
        }
    }

    // O6: where nothing changes, nothing is written but leases. What a fault has left undone may come late, once it is read again: only
    // who goes on writing fails.
    private static async Task<IEnumerable<string>> IsSteadyAsync(FaultStage stage, ScaleBounds bounds)
    {
        List<AuditEntry> written = [];
        try
        {
            for (var tries = 0; tries < SteadyTries; tries++)
            {
                await stage.QuietAsync();
                var before = Writes().Count;
                await stage.RoundsAsync(SteadyRounds);
                written = [.. Writes().Skip(before)];
                if (written.Count == 0) break;
            }

            return written.Select(w => $"O6: nothing changes, and yet: {w}");
        }
        catch (TimeoutException e)
        {
            return [$"O6: {e.Message}"];
        }

        List<AuditEntry> Writes() => [.. EvidenceOf(stage, bounds).OperatorWrites.Where(e => e.Kind != WriteKind.Lease)];
    }
}
