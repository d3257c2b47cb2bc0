using System.Diagnostics.CodeAnalysis;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Operator.Reconciling;

/// <summary>Pods as the kubelet and the scheduler leave them, and a store of them.</summary>
internal sealed class Pods(params V1Pod[] pods) : IStore<V1Pod>
{
    public static readonly DateTimeOffset Created = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public List<V1Pod> All { get; } = [.. pods];

    /// <summary>A pod that was created, scheduled 1 s later, begun 2 s later, and is ready since the given time, or not yet.</summary>
    public static V1Pod Pod(string name, int? readyAfter = null, int createdAfter = 0, string revision = "1")
    {
        var created = Created.AddSeconds(createdAfter);
        return new()
        {
            Metadata = new()
            {
                Name = name,
                Namespace = "llm",
                CreationTimestamp = created,
                Labels = new Dictionary<string, string> { ["app"] = "chat", ["pod-template-hash"] = revision },
            },
            Status = new()
            {
                Phase = "Running",
                StartTime = created.AddSeconds(2),
                ContainerStatuses = [new()],
                Conditions =
                [
                    new() { Type = "PodScheduled", Status = "True", LastTransitionTime = created.AddSeconds(1) },
                    new() { Type = "Ready", Status = readyAfter is null ? "False" : "True", LastTransitionTime = created.AddSeconds(readyAfter ?? 2) },
                ],
            },
        };
    }

    public static V1Pod Unschedulable(string name, string? message)
    {
        var pod = Pod(name);
        (pod.Status!.Phase, pod.Status.StartTime) = ("Pending", null);
        pod.Status.Conditions = [new() { Type = "PodScheduled", Status = "False", Reason = "Unschedulable", Message = message, LastTransitionTime = Created }];
        return pod;
    }

    public bool TryGet(ObjectKey key, [MaybeNullWhen(false)] out V1Pod resource) => throw new NotSupportedException();

    public IReadOnlyCollection<V1Pod> List() => All;

    public IReadOnlyCollection<V1Pod> List(string ns) => [.. All.Where(p => p.Metadata.Namespace == ns)];
}
