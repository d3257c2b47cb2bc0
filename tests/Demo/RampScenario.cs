using ModelMonitor.ModelServer.Load;

namespace ModelMonitor.Demo;

/// <summary>
/// Load that grows all the time, and a leader that is killed on the way. First a warm-up: until half an hour of inter-token times has
/// told it, the operator learns what a pod carries by seeing one overloaded.
/// </summary>
public sealed class RampScenario(Stage stage, Action<TimelineRow> show, Action<string> say)
{
    /// <summary>Most replicas: more than the ramp needs by a fair estimate of a pod, so that a low one still leaves growth to be seen.</summary>
    public const int MaxReplicas = 8;

    /// <summary>Most replicas that a ramp may begin with: fewer than its end needs, so that there is growth to be seen.</summary>
    public const int MostAtBegin = 3;

    // Requests/s: a pod takes about 4.5.
    private const double BusyPod = 3, OverloadOfPod = 6;
    private const double LowRps = 2;
    private const double HighRps = 11;
    private const int MaxWarmUps = 2, MaxWindows = 3;
    // From a rise of the load to the first request on a new pod it takes about a minute here: half the window that rates are taken over,
    // a look, a start. The ramp brings 2.25 requests/s in that minute, and one or two pods of 4.5 have no such room to spare: a matter for
    // the reserve that a user can ask for.
    private const int ReservePods = 1;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(65);
    private static readonly TimeSpan LearnWithin = TimeSpan.FromMinutes(2), ComeDownWithin = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan RampLength = TimeSpan.FromMinutes(4), PlateauLength = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RampStep = TimeSpan.FromSeconds(5);
    private static readonly TimeProvider Time = TimeProvider.System;

    private readonly Witness _witness = new(stage, show);

    /// <summary>Runs the scenario.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<RampResult> RunAsync(CancellationToken cancellationToken)
    {
        await stage.Cluster.ApplyAsync(
            Stage.Manifest("monitor.yaml")
                .Replace("  scaling:\n", $"  scaling:\n    reserve: {ReservePods}\n", StringComparison.Ordinal)
                .Replace("maxReplicas: 6", $"maxReplicas: {MaxReplicas}", StringComparison.Ordinal), cancellationToken);
        await stage.Cluster.KubectlAsync(["-n", Stage.Namespace, "wait", "--for=condition=TargetFound", $"mm/{Stage.Name}", "--timeout=60s"], cancellationToken: cancellationToken);
        var begin = Time.GetTimestamp();
        for (var tries = 0; tries < MaxWarmUps && !await HasLearnedAsync(cancellationToken); tries++) await WarmUpAsync(cancellationToken);
        say($"warm-up: {LowRps} requests/s until replicas have come down");
        await HoldAsync(LowRps, ComeDownWithin, HasComeDownAsync, cancellationToken);
        return await RampAsync(Time.GetElapsedTime(begin), cancellationToken);
    }

    private async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        await _witness.FindTargetsAsync(cancellationToken);
        var pods = 0;
        for (var windows = 0; windows < MaxWindows && pods != _witness.Targets.Count; windows++)
        {
            // What is learned of a load that comes out of nothing may be several times too low: the rates' window is half empty then. By
            // chance two looks may find a queue and order one more pod, of which nothing is learned: then once more, for as many as there are.
            pods = _witness.Targets.Count;
            say($"warm-up: {BusyPod * pods} requests/s for a whole window");
            await HoldAsync(BusyPod * pods, Window, _ => Task.FromResult(false), cancellationToken);
        }

        say($"warm-up: {OverloadOfPod * pods} requests/s until it is learned what a pod carries");
        await HoldAsync(OverloadOfPod * pods, LearnWithin, HasLearnedAsync, cancellationToken);
    }

    private async Task<bool> HasLearnedAsync(CancellationToken cancellationToken) =>
        (await _witness.MonitorAsync(cancellationToken)).Status?.Learned?.PodCapacity is not null;

    // What the warm-up's overload ordered on top would carry half the ramp: it has to be gone.
    private Task<bool> HasComeDownAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_witness.Lasting(3, r => r.State == "Met" && r.Desired <= MostAtBegin && r.Ready == r.Desired));

    private async Task HoldAsync(double rps, TimeSpan limit, Func<CancellationToken, Task<bool>> reached, CancellationToken cancellationToken)
    {
        using var load = new LoadGenerator(() => _witness.Targets, LoadShape.Constant(rps, limit + TimeSpan.FromMinutes(1)), new TokenSizes(), seed: 1);
        await _witness.FindTargetsAsync(cancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = load.RunAsync(end.Token);
        var begin = Time.GetTimestamp();
        do await _witness.LookAsync(rps, load, cancellationToken);
        while (!await reached(cancellationToken) && Time.GetElapsedTime(begin) < limit);

        await end.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task<RampResult> RampAsync(TimeSpan warmUp, CancellationToken cancellationToken)
    {
        var before = await _witness.MonitorAsync(cancellationToken);
        var beganAt = _witness.Rows[^1].Desired;
        var (decisions, generation) = (_witness.Decisions.Count, _witness.Generation);
        var (shape, minutes) = (Shape(), new LoadMinutes(TimeSpan.FromSeconds(HealingScenario.Bound)));

        say($"ramp: {LowRps} to {HighRps} requests/s in {RampLength.TotalSeconds:0} s; one pod takes about 4.5");
        using var load = new LoadGenerator(() => _witness.Targets, shape, new TokenSizes(), seed: 2, new() { Ended = minutes.Add });
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = load.RunAsync(end.Token);
        var begin = Time.GetTimestamp();
        string? killed = null;
        DateTimeOffset killedAt = default;
        try
        {
            while (!running.IsCompleted)
            {
                // Early: whatever was learned, most of the growth is still to come.
                if (killed is null && Time.GetElapsedTime(begin) > RampLength / 6)
                    (killed, killedAt) = await KillLeaderAsync(cancellationToken);
                await _witness.LookAsync(shape.RateAt(Time.GetElapsedTime(begin)), load, cancellationToken);
            }
        }
        finally
        {
            await end.CancelAsync();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        cancellationToken.ThrowIfCancellationRequested();
        var after = await _witness.MonitorAsync(cancellationToken);
        return new()
        {
            BeganAt = beganAt,
            WarmUp = warmUp,
            Learned = before.Status?.Learned,
            Minutes = minutes.All,
            Desired = _witness.Rows[^1].Desired,
            Decisions = [.. _witness.Decisions.Skip(decisions)],
            SpecChanges = _witness.Generation - generation,
            KilledLeader = killed!,
            KilledAt = killedAt,
            LastLeader = await stage.LeaderAsync(cancellationToken),
            Terms = (before.Status?.LeaderTerm, after.Status?.LeaderTerm),
        };
    }

    private async Task<(string Pod, DateTimeOffset At)> KillLeaderAsync(CancellationToken cancellationToken)
    {
        var leader = await stage.LeaderAsync(cancellationToken);
        say($"killing the leader, {leader}");
        await stage.Cluster.KubectlAsync(
            ["-n", Stage.OperatorNamespace, "delete", "pod", leader, "--force", "--grace-period=0"], cancellationToken: cancellationToken);
        return (leader, Time.GetUtcNow());
    }

    private static LoadShape Shape()
    {
        var steps = (int)(RampLength / RampStep);
        return LoadShape.Steps(
            RampLength + PlateauLength,
            Enumerable.Range(0, steps + 1).Select(i => (RampStep * i, LowRps + ((HighRps - LowRps) * i / steps))));
    }
}
