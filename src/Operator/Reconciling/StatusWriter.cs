using System.Text.Json;
using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>
/// Writes status by JSON merge patch with resourceVersion, and only when something differs. A stale write is refused by the API
/// server, so a decision is never recorded on top of one that was not seen.
/// </summary>
/// <param name="monitors">The monitors' API.</param>
/// <param name="time">The clock.</param>
[Rbac("modelmonitor.dev", "modelmonitors/status", "patch")]
public sealed class StatusWriter(ResourceClient<V1Alpha1ModelMonitor> monitors, TimeProvider time)
{
    /// <summary>The newest status that is known: our own last write, until the informer shows it or something newer.</summary>
    /// <param name="monitor">The monitor as the informer shows it.</param>
    /// <param name="memory">What was written last.</param>
    /// <returns>The status, or null when there is none, and the resourceVersion that a write may build on.</returns>
    public static (ModelMonitorStatus? Status, string ResourceVersion) Newest(V1Alpha1ModelMonitor monitor, MonitorMemory memory) =>
        memory.Written is { } written && written.Older.Contains(monitor.Metadata.ResourceVersion!)
            ? (written.Status, written.Result)
            : (monitor.Status, monitor.Metadata.ResourceVersion!);

    /// <summary>Writes a status if it differs from the newest that is known.</summary>
    /// <param name="monitor">The monitor as the informer shows it.</param>
    /// <param name="memory">What was written last; takes the result.</param>
    /// <param name="status">The status wanted.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>Whether a write was needed.</returns>
    /// <exception cref="KubernetesException">The write was refused: a conflict means that somebody changed the monitor meanwhile.</exception>
    public async Task<bool> WriteAsync(
        V1Alpha1ModelMonitor monitor, MonitorMemory memory, ModelMonitorStatus status, CancellationToken cancellationToken)
    {
        var (before, resourceVersion) = Newest(monitor, memory);
        var patch = MergePatch.Between(JsonOf(before), JsonOf(status));
        if (patch is null) return false;
        var body = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = resourceVersion },
            ["status"] = patch,
        };
        var written = await monitors.PatchStatusAsync(ObjectKey.Of(monitor), Patch.Merge(body.ToJsonString()), cancellationToken);
        var older = memory.Written is { } last && last.Result == resourceVersion ? last.Older : [];
        memory.Written = new(older.Add(resourceVersion), written.Metadata.ResourceVersion!, status);
        memory.WrittenAt = time.GetUtcNow();
        return true;
    }

    private static JsonObject JsonOf(ModelMonitorStatus? status) =>
        status is null ? [] : JsonSerializer.SerializeToNode(status, ResourcesJsonContext.Default.ModelMonitorStatus)!.AsObject();
}
