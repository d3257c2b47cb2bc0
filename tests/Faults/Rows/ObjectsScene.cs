using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;
using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>What the rows about objects wait for and look at.</summary>
internal static class ObjectsScene
{
    /// <summary>Waits until a monitor has a condition.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="type">Type of the condition.</param>
    /// <param name="reason">Its reason.</param>
    /// <param name="monitor">The monitor.</param>
    /// <returns>The condition's message.</returns>
    public static Task<string> SaysAsync(FaultStage stage, string type, string reason, string monitor = ScaleOut.Name) => Eventually.GetAsync(
        $"{monitor} says {type} {reason}",
        async () =>
        {
            var conditions = (await stage.MonitorAsync(monitor)).Status?.Conditions ?? [];
            return conditions.FirstOrDefault(c => c.Type == type && c.Reason == reason)?.Message
                ?? throw new InvalidOperationException(string.Join(", ", conditions.Select(c => $"{c.Type}={c.Status} {c.Reason}")));
        },
        Deadlines.Step);

    /// <summary>The newest decision of the scenario's monitor.</summary>
    /// <param name="stage">The stage.</param>
    public static async Task<DecisionRecord?> NewestAsync(FaultStage stage) => (await stage.MonitorAsync(ScaleOut.Name)).Status?.Decisions?.FirstOrDefault();

    /// <summary>Scale requests so far, whatever the server answered.</summary>
    /// <param name="stage">The stage.</param>
    public static IReadOnlyList<AuditEntry> ScaleRequests(FaultStage stage) =>
        [.. stage.Audit.Where(e => e.Kind == WriteKind.Scale && stage.Seats.Any(s => s.Identity.User == e.User))];

    /// <summary>Lets seconds pass where nobody asks for metrics: the leader renews its lease a few times.</summary>
    /// <param name="stage">The stage.</param>
    public static Task PassAsync(FaultStage stage) => LeadershipPair.RenewsAsync(stage, stage.A, 4);

    /// <summary>Deletes the scenario's Deployment; returns when it is gone.</summary>
    /// <param name="stage">The stage.</param>
    public static Task DeleteTargetAsync(FaultStage stage) => DeleteAsync<V1Deployment>(stage);

    /// <summary>Deletes the scenario's monitor; returns when it is gone.</summary>
    /// <param name="stage">The stage.</param>
    public static Task DeleteMonitorAsync(FaultStage stage) => DeleteAsync<V1Alpha1ModelMonitor>(stage);

    private static async Task DeleteAsync<T>(FaultStage stage)
        where T : class, IKubernetesObject<T>
    {
        var objects = stage.Cluster.Admin.Resource<T>();
        var key = new ObjectKey(stage.Namespace, ScaleOut.Name);
        await objects.DeleteAsync(key);
        await Eventually.TrueAsync("it is gone", () => IsGoneAsync(() => objects.GetAsync(key)), Deadlines.Step);
    }

    /// <summary>Whether a read finds nothing.</summary>
    /// <param name="read">The read.</param>
    public static async Task<bool> IsGoneAsync(Func<Task> read)
    {
        try
        {
            await read();
            return false;
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            return true;
        }
    }
}
