using ModelMonitor.Kubernetes;
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
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private static readonly TimeProvider Time = TimeProvider.System;

    private readonly List<TimelineRow> _rows = [];
    private readonly long _start = Time.GetTimestamp();
    private IReadOnlyList<Uri> _targets = [];
    private DateTimeOffset? _breachVisible;
    private long _failed;
    private long _completed;

    /// <summary>Runs the scenario.</summary>
    /// <param name="mode">The monitor's mode.</param>
    /// <param name="healWithin">How long the overload may last.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<HealingResult> RunAsync(MonitorMode mode, TimeSpan healWithin, CancellationToken cancellationToken)
    {
        await stage.Cluster.ApplyAsync(Stage.Manifest("monitor.yaml").Replace("mode: Enforce", $"mode: {mode}", StringComparison.Ordinal), cancellationToken);
        await stage.Cluster.KubectlAsync(["-n", Stage.Namespace, "wait", "--for=condition=TargetFound", $"mm/{Stage.Name}", "--timeout=60s"], cancellationToken: cancellationToken);

        say($"calm: {CalmRps} requests/s");
        var calm = await PhaseAsync(CalmRps, TimeSpan.FromSeconds(120), IsCalm, cancellationToken);

        say($"overload: {OverloadRps} requests/s; one pod takes about 4.5");
        var begin = Time.GetTimestamp();
        // What an earlier scenario left in Prometheus' window is no breach of this one.
        _breachVisible = null;
        var healed = await PhaseAsync(OverloadRps, healWithin, IsHealed, cancellationToken);
        var timeToHeal = Time.GetElapsedTime(begin);
        if (!healed.Reached)
        {
            say("not healed");
            return await ResultAsync(calm.Last, healed, null, scaledDown: false, cancellationToken);
        }

        say($"healed {timeToHeal.TotalSeconds:0} s after the overload began; the load goes");
        var down = await PhaseAsync(0.5, TimeSpan.FromMinutes(6), row => row is { Desired: 1, Ready: 1 }, cancellationToken);
        say(down.Reached ? "scaled down" : "not scaled down");
        return await ResultAsync(calm.Last, healed, timeToHeal, down.Reached, cancellationToken);
    }

    // Several rows of good news are wanted, not one: the 30 s window of the clients' p95 then holds only requests of the new state.
    private bool IsCalm(TimelineRow row) => row.State == "Met" && Lasting(6, r => r is { State: "Met", ClientP95: < Bound, PrometheusP95: < Bound });

    private bool IsHealed(TimelineRow row) =>
        row.Desired > 1 && row.Ready == row.Desired && row.State == "Met" && Lasting(3, r => r is { State: "Met", ClientP95: < Bound, PrometheusP95: < Bound });

    private bool Lasting(int rows, Func<TimelineRow, bool> holds) => _rows.Count >= rows && _rows.TakeLast(rows).All(holds);

    private async Task<(bool Reached, TimelineRow Last)> PhaseAsync(
        double rps, TimeSpan limit, Func<TimelineRow, bool> reached, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // The generator's own limit is longer than the phase's, so that offered load never stops before the phase does.
        using var load = new LoadGenerator(() => _targets, LoadShape.Constant(rps, limit + TimeSpan.FromMinutes(1)), new TokenSizes(), seed: 1);
        _targets = await stage.TargetsAsync(cancellationToken);
        var running = load.RunAsync(end.Token);
        var begin = Time.GetTimestamp();
        TimelineRow row;
        do
        {
            row = await ObserveAsync(rps, load, showEvery: 5, cancellationToken);
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
        return (done, row);
    }

    // Looks once a second, so that the moment of the breach is known to a second, and shows every fifth look.
    private async Task<TimelineRow> ObserveAsync(double rps, LoadGenerator load, int showEvery, CancellationToken cancellationToken)
    {
        double? prometheus = null;
        for (var i = 0; i < showEvery; i++)
        {
            _targets = await stage.TargetsAsync(cancellationToken);
            prometheus = await stage.Prometheus.FirstTokenP95Async(cancellationToken);
            if (prometheus > Bound) _breachVisible ??= Time.GetUtcNow();
            await Task.Delay(Step, Time, cancellationToken);
        }

        var monitor = await MonitorAsync(cancellationToken);
        var deployment = await stage.Client.Resource<V1Deployment>().GetAsync(new(Stage.Namespace, Stage.Name), cancellationToken);
        var decision = monitor.Status?.Decisions?.FirstOrDefault();
        var row = new TimelineRow(
            (int)Time.GetElapsedTime(_start).TotalSeconds,
            rps,
            load.Snapshot().TtftP95,
            prometheus,
            _targets.Count,
            deployment.Spec?.Replicas ?? 0,
            monitor.Status?.Objectives?.FirstOrDefault()?.State ?? "-",
            decision is null ? "-" : $"{decision.From}→{decision.To} {decision.Reason}: {decision.Message}");
        _rows.Add(row);
        show(row);
        return row;
    }

    private Task<V1Alpha1ModelMonitor> MonitorAsync(CancellationToken cancellationToken) =>
        stage.Client.Resource<V1Alpha1ModelMonitor>().GetAsync(new(Stage.Namespace, Stage.Name), cancellationToken);

    private async Task<HealingResult> ResultAsync(
        TimelineRow calm, (bool Reached, TimelineRow Last) overload, TimeSpan? timeToHeal, bool scaledDown, CancellationToken cancellationToken)
    {
        var monitor = await MonitorAsync(cancellationToken);
        var firstScale = monitor.Status?.Decisions?.Where(d => d.To > d.From && d.Outcome == "Applied").Select(d => (DateTimeOffset?)d.Time).Min();
        return new()
        {
            Timeline = _rows,
            Healed = overload.Reached,
            ScaledDown = scaledDown,
            BreachToScale = firstScale - _breachVisible,
            ClientP95Before = calm.ClientP95,
            ClientP95Worst = _rows.Max(r => r.ClientP95),
            ClientP95After = overload.Last.ClientP95,
            FailedRequests = _failed,
            CompletedRequests = _completed,
            TimeToHeal = timeToHeal,
        };
    }
}
