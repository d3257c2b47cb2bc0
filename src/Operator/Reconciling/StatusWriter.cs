using System.Text.Json;
using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;
using ModelMonitor.Resources.Rules;

namespace ModelMonitor.Operator.Reconciling;

/// <summary>
/// Writes status by JSON merge patch with resourceVersion, and only when something differs. A stale write is refused by the API
/// server, so a decision is never recorded on top of one that was not seen.
/// </summary>
/// <remarks>
/// <b>Guarantees</b>: a write whose answer is lost is looked for and not repeated; a status that a newer leader wrote is not overwritten.
/// After any failed write the monitor's status is taken over anew before the next one.
/// </remarks>
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
    /// <param name="term">The leader's term, which rises with the write; null without leader election.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>Whether a write was needed.</returns>
    /// <exception cref="KubernetesException">The write was refused: a conflict means that somebody changed the monitor meanwhile.</exception>
    /// <exception cref="StaleLeaderException">A leader of a later term wrote the status.</exception>
    public async Task<bool> WriteAsync(
        V1Alpha1ModelMonitor monitor, MonitorMemory memory, ModelMonitorStatus status, long? term, CancellationToken cancellationToken)
    {
        var (before, resourceVersion) = Newest(monitor, memory);
        if (MergePatch.Between(JsonOf(before), JsonOf(status)) is null) return false;
        // The term alone is worth no write: at a change of leaders it would be one for every monitor.
        if (!StatusRules.MayWrite(before?.LeaderTerm, term ?? before?.LeaderTerm)) throw new StaleLeaderException(before!.LeaderTerm!.Value, term!.Value);
        status = status with { LeaderTerm = term ?? before?.LeaderTerm };
        var body = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = resourceVersion },
            ["status"] = MergePatch.Between(JsonOf(before), JsonOf(status)),
        };
        try
        {
            var result = await SendAsync(ObjectKey.Of(monitor), body.ToJsonString(), status, cancellationToken);
            var older = memory.Written is { } last && last.Result == resourceVersion ? last.Older : [];
            memory.Written = new(older.Add(resourceVersion), result, status);
            memory.WrittenAt = time.GetUtcNow();
            return true;
        }
        catch
        {
            // Whatever stands there now is not what we think: the next reconcile starts from what it sees.
            (memory.AdoptedAs, memory.Written) = (null, null);
            throw;
        }
    }

    private async Task<string> SendAsync(ObjectKey key, string patch, ModelMonitorStatus status, CancellationToken cancellationToken)
    {
        try
        {
            return (await monitors.PatchStatusAsync(key, Patch.Merge(patch), cancellationToken)).Metadata.ResourceVersion!;
        }
        catch (KubernetesException e) when (e.IsOutcomeUnknown)
        {
            // It may have been carried out. A second look tells; a second write would only be refused.
            var found = await monitors.GetAsync(key, cancellationToken);
            if (JsonNode.DeepEquals(JsonOf(found.Status), JsonOf(status))) return found.Metadata.ResourceVersion!;
            throw;
        }
    }

    private static JsonObject JsonOf(ModelMonitorStatus? status) =>
        status is null ? [] : JsonSerializer.SerializeToNode(status, ResourcesJsonContext.Default.ModelMonitorStatus)!.AsObject();
}
