using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>
/// The reference scenario: one monitor, one Deployment, and a load that rises twice, 1 → 2 → 3 replicas. Each step begins when the one
/// before has come to rest, so that the run's writes are the same each time.
/// </summary>
public static class ScaleOut
{
    /// <summary>Name of the monitor and of the Deployment.</summary>
    public const string Name = "chat";

    /// <summary>Replicas at the end.</summary>
    public const int Replicas = 3;

    /// <summary>Most replicas that one write may add, and all of them within a minute: a need that misses inflate is gone by then.</summary>
    public const int MaxStep = 1;

    /// <summary>The load at the start and at each step: requests at once, of which a pod carries <see cref="StandInService.Capacity"/>.</summary>
    private static readonly (double Load, int Replicas)[] Steps = [(10, 2), (18, 3)];

    // Longer than the window in which the newest pods are waited for to show their effect (a minute), and than a rate policy's period.
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(75);

    /// <summary>What the scenario allows, for the oracles.</summary>
    public static ScaleBounds Bounds { get; } = new(Name, 1, 5, MaxStep);

    /// <summary>Sets the objects up, starts operator A, and leads the load up. Faults may strike at any time.</summary>
    /// <param name="stage">The stage.</param>
    public static async Task RunAsync(FaultStage stage)
    {
        await StartAsync(stage);
        foreach (var (load, replicas) in Steps) await StepAsync(stage, load, replicas);
    }

    /// <summary>The first part alone: everything is there and judged, under a load that one pod carries.</summary>
    /// <param name="stage">The stage.</param>
    public static async Task StartAsync(FaultStage stage)
    {
        stage.Prometheus.Load = 4;
        await stage.CreateDeploymentAsync(Name, 1);
        await Eventually.TrueAsync("the first pod is ready", async () => (await stage.DeploymentAsync(Name)).Status?.ReadyReplicas == 1, Deadlines.Step);
        await stage.CreateMonitorAsync(Monitor());
        if (stage.A.Processes.Count == 0) stage.A.Start();
        await SettledAsync(stage, 1);
    }

    /// <summary>One step: time passes, the load rises, the replicas follow, the objective is met again, and nothing more is written.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="load">Requests at once.</param>
    /// <param name="replicas">Replicas that carry them.</param>
    public static async Task StepAsync(FaultStage stage, double load, int replicas)
    {
        await LoadAsync(stage, load);
        await SettledAsync(stage, replicas);
    }

    /// <summary>The first half of a step: time passes, and the load rises.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="load">Requests at once.</param>
    public static async Task LoadAsync(FaultStage stage, double load)
    {
        await stage.AdvanceAsync(Calm);
        stage.Prometheus.Load = load;
    }

    /// <summary>The monitor of the scenario.</summary>
    public static V1Alpha1ModelMonitor Monitor() => new()
    {
        Metadata = new() { Name = Name },
        Spec = new()
        {
            TargetRef = new() { Name = Name },
            Objectives = [new() { Name = "first-token", Indicator = "time-to-first-token", Below = IntOrString.FromString(StandInService.Bound) }],
            Scaling = new()
            {
                MinReplicas = Bounds.Min,
                MaxReplicas = Bounds.Max,
                Behavior = new() { ScaleUp = new() { Policies = [new() { Type = "Pods", Value = MaxStep, PeriodSeconds = 60 }] } },
            },
        },
    };

    /// <summary>Waits until the replicas are there, judged and written down, and nothing more is written.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="replicas">The replicas.</param>
    public static async Task SettledAsync(FaultStage stage, int replicas)
    {
        await Eventually.GetAsync(
            $"{replicas} replicas are ready, recorded, and the objective is met",
            async () =>
            {
                var monitor = await stage.MonitorAsync(Name);
                var deployment = await stage.DeploymentAsync(Name);
                var (status, found) = (monitor.Status, deployment.Status?.ReadyReplicas ?? 0);
                var isThere = deployment.Spec?.Replicas == replicas && found == replicas && status?.Replicas?.Ready == replicas;
                var isMet = status?.Objectives is [{ State: "Met" }];
                var isSettled = status?.Decisions?.Any(d => d.Outcome == "Pending") != true;
                if (isThere && isMet && isSettled) return "yes";
                throw new InvalidOperationException(
                    $"spec {deployment.Spec?.Replicas}, ready {found}, status {status?.Replicas?.Ready}, {status?.Worst?.State}, "
                    + $"decisions {string.Join(", ", status?.Decisions?.Select(d => $"{d.From}->{d.To} {d.Outcome}") ?? [])}; "
                    + stage.A.Process.Describe());
            },
            Deadlines.Step);
        await stage.QuietAsync();
    }
}
