using ModelMonitor.Actions;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Operator.Exporters;

/// <summary>Pods in the states that matter to an exporter.</summary>
internal static class ExporterPods
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly SidecarRequest Sidecar = new() { Preset = "dcgm", Image = "registry.example.com/gpu/dcgm@sha256:1", Port = 9400, Cpu = "100m", Memory = "256Mi" };

    public static readonly string Revision = SidecarPatch.RevisionOf(Sidecar);

    /// <summary>A pod that has been ready for a while, without an exporter.</summary>
    public static V1Pod Plain(string name, bool isReady = true) => new()
    {
        Metadata = new() { Name = name, Namespace = "llm", Uid = $"uid-{name}", CreationTimestamp = Now.AddHours(-1) },
        Spec = new() { Containers = [new() { Name = "server" }] },
        Status = new()
        {
            Phase = "Running",
            Conditions =
            [
                new() { Type = "PodScheduled", Status = "True", LastTransitionTime = Now.AddHours(-1) },
                new() { Type = "Ready", Status = isReady ? "True" : "False", LastTransitionTime = Now.AddMinutes(-50) },
            ],
            ContainerStatuses = [new() { Name = "server", Ready = isReady, State = new() { Running = new() { StartedAt = Now.AddMinutes(-59) } } }],
        },
    };

    /// <summary>The same with an exporter.</summary>
    public static V1Pod Carrying(string name, bool isReady = true, string? revision = null, V1ContainerStatus? exporter = null)
    {
        var pod = Plain(name, isReady);
        pod.Spec!.Containers.Add(new() { Name = SidecarPatch.ContainerName });
        pod.Metadata.Annotations = new Dictionary<string, string> { [SidecarPatch.RevisionAnnotation] = revision ?? Revision };
        pod.Status!.ContainerStatuses!.Add(exporter ?? new() { Name = SidecarPatch.ContainerName, Ready = true });
        return pod;
    }

    /// <summary>A pod whose exporter waits for a reason.</summary>
    public static V1Pod Waiting(string name, string reason, TimeSpan serverRunsFor, int restarts = 0)
    {
        var pod = Carrying(name, isReady: false, exporter: new()
        {
            Name = SidecarPatch.ContainerName,
            RestartCount = restarts,
            State = new() { Waiting = new() { Reason = reason, Message = "the kubelet's words" } },
        });
        pod.Status!.ContainerStatuses![0].State!.Running!.StartedAt = Now - serverRunsFor;
        return pod;
    }
}
