using ModelMonitor.ModelServer.Load;
using ModelMonitor.Resources;

namespace ModelMonitor.Demo;

/// <summary>
/// Load, breach, scale, recovery, load gone, scaled down. Every phase ends by what is observed, within a limit: nothing here waits for
/// a time to pass and hopes.
/// </summary>
public sealed class HealingScenario(Stage stage, Action<TimelineRow> show, Action<string> say)
{
    /// <summary>The objective's bound in the manifest, in seconds.</summary>
    public const double Bound = 1.0;

    private const double CalmRps = 2;
    private const double OverloadRps = 12;
    private static readonly TimeProvider Time = TimeProvider.System;

    private readonly Witness _witness = new(stage, show);
    private Lag _lag;
    private long _failed;
    private long _completed;

    /// <summary>Runs the scenario.</summary>
    /// <param name="mode">The monitor's mode.</param>
    /// <param name="healWithin">How long the overload may last.</param>
    /// <param name="pausedFirst">Whether an overload is first watched in mode Paused until the breach is told.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<HealingResult> RunAsync(MonitorMode mode, TimeSpan healWithin, bool pausedFirst, CancellationToken cancellationToken)
    {
        var first = pausedFirst ? MonitorMode.Paused : mode;
        await stage.Cluster.ApplyAsync(Stage.Manifest("monitor.yaml").Replace("mode: Enforce", $"mode: {first}", StringComparison.Ordinal), cancellationToken);
        await stage.Cluster.KubectlAsync(["-n", Stage.Namespace, "wait", "--for=condition=TargetFound", $"mm/{Stage.Name}", "--timeout=60s"], cancellationToken: cancellationToken);

        say($"calm: {CalmRps} requests/s");
        var calm = await PhaseAsync(CalmRps, TimeSpan.FromSeconds(120), IsCalm, cancellationToken);

        var paused = 0;
        if (pausedFirst)
        {
            say($"paused, overload: {OverloadRps} requests/s");
            await PhaseAsync(OverloadRps, TimeSpan.FromSeconds(100), row => row.State == "Breached", cancellationToken);
            paused = _witness.Rows.Count;
            await stage.Cluster.KubectlAsync(
                ["-n", Stage.Namespace, "patch", "mm", Stage.Name, "--type=merge", "-p", $"{{\"spec\":{{\"mode\":\"{mode}\"}}}}"], cancellationToken: cancellationToken);
        }

        say($"overload: {OverloadRps} requests/s; one pod takes about 4.5");
        var begin = Time.GetTimestamp();
        // What an earlier scenario left in Prometheus' window is no breach of this one.
        _witness.BreachVisible = null;
        var healed = await PhaseAsync(OverloadRps, healWithin, IsHealed, cancellationToken);
        var timeToHeal = Time.GetElapsedTime(begin);
        if (!healed.Reached)
        {
            say("not healed");
            return await ResultAsync(paused, calm.Last, healed, null, scaledDown: false, cancellationToken);
        }

        say($"healed {timeToHeal.TotalSeconds:0} s after the overload began; the load goes");
        // One pod a minute, after a window of calm: from 6 pods to 1 takes 6 to 7 minutes.
        var down = await PhaseAsync(0.5, TimeSpan.FromMinutes(9), row => row is { Desired: 1, Ready: 1 }, cancellationToken);
        say(down.Reached ? "scaled down" : "not scaled down");
        return await ResultAsync(paused, calm.Last, healed, timeToHeal, down.Reached, cancellationToken);
    }

    // Several rows of good news are wanted, not one: the 30 s window of the clients' p95 then holds only requests of the new state.
    private bool IsCalm(TimelineRow row) => row.State == "Met" && _witness.Lasting(6, r => r is { State: "Met", ClientP95: < Bound, PrometheusP95: < Bound });

    private bool IsHealed(TimelineRow row) =>
        row.Desired > 1 && row.Ready == row.Desired && row.State == "Met" && _witness.Lasting(3, r => r is { State: "Met", ClientP95: < Bound, PrometheusP95: < Bound });

    private async Task<(bool Reached, TimelineRow Last)> PhaseAsync(
        double rps, TimeSpan limit, Func<TimelineRow, bool> reached, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // The generator's own limit is longer than the phase's, so that offered load never stops before the phase does.
        using var load = new LoadGenerator(() => _witness.Targets, LoadShape.Constant(rps, limit + TimeSpan.FromMinutes(1)), new TokenSizes(), seed: 1);
        await _witness.FindTargetsAsync(cancellationToken);
        var running = load.RunAsync(end.Token);
        var begin = Time.GetTimestamp();
        TimelineRow row;
        do
        {
            row = await _witness.LookAsync(rps, load, cancellationToken);
        }
        while (!reached(row) && Time.GetElapsedTime(begin) < limit);

        var done = reached(row);
        await end.CancelAsync();
        try
        {
            await running;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The phase is over; what was still open is not counted as failed.
        }

        var summary = load.Summary();
        (_failed, _completed) = (_failed + summary.Failed, _completed + summary.Completed);
        _lag = _lag.Or(Lag.Of(summary));
        return (done, row);
    }

    private async Task<HealingResult> ResultAsync(
        int paused, TimelineRow calm, (bool Reached, TimelineRow Last) overload, TimeSpan? timeToHeal, bool scaledDown, CancellationToken cancellationToken)
    {
        var monitor = await _witness.MonitorAsync(cancellationToken);
        var firstScale = monitor.Status?.Decisions?.Where(d => d.To > d.From && d.Outcome == "Applied").Select(d => (DateTimeOffset?)d.Time).Min();
        return new()
        {
            Timeline = _witness.Rows,
            PausedRows = paused,
            Healed = overload.Reached,
            ScaledDown = scaledDown,
            BreachToScale = firstScale - _witness.BreachVisible,
            ClientP95Before = calm.ClientP95,
            ClientP95Worst = _witness.Rows.Max(r => r.ClientP95),
            ClientP95After = overload.Last.ClientP95,
            FailedRequests = _failed,
            CompletedRequests = _completed,
            TimeToHeal = timeToHeal,
            Lag = _lag,
        };
    }
}
