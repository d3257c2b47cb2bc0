using System.Text.Json.Nodes;
using ModelMonitor.Actions;

namespace ModelMonitor.Tests.Actions;

/// <summary>Sidecars and pods that tests begin with.</summary>
internal static class Sidecars
{
    public static SidecarRequest Plain { get; } = new()
    {
        Preset = "nvidia-gpu-exporter",
        Image = "registry.example.com/gpu/exporter@sha256:" + new string('a', 64),
        Port = 9835,
        Cpu = "50m",
        Memory = "64Mi",
    };

    public static SidecarRequest Privileged { get; } = Plain with
    {
        Preset = "npu",
        RunAsUser = 0,
        IsPrivileged = true,
        HostPaths = ["/usr/local/driver", "/sys"],
        HasReadOnlyRoot = false,
    };

    /// <summary>A pod as an API server shows it to webhooks, with all that the sidecar looks at.</summary>
    public const string FullPod = """
        {"apiVersion": "v1", "kind": "Pod",
         "metadata": {"generateName": "chat-", "namespace": "llm", "labels": {"app": "chat"}, "annotations": {"note": "x"}},
         "spec": {
           "os": {"name": "linux"}, "hostNetwork": false, "serviceAccountName": "default",
           "resourceClaims": [{"name": "gpu", "resourceClaimName": "a"}, {"name": "net", "resourceClaimName": "b"}, {"name": "idle", "resourceClaimName": "c"}],
           "initContainers": [{"name": "fetch", "image": "f", "volumeMounts": [{"name": "models", "mountPath": "/models"}]}],
           "containers": [
             {"name": "server", "image": "s", "ports": [{"name": "http", "containerPort": 8000, "protocol": "TCP"}],
              "resources": {"limits": {"cpu": "2"}, "claims": [{"name": "gpu", "request": "first"}, {"name": "net"}]},
              "volumeMounts": [{"name": "default-token", "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount", "readOnly": true}]},
             {"name": "router", "image": "r", "resources": {"claims": [{"name": "gpu"}, {"name": "unknown"}]}}],
           "volumes": [{"name": "models", "emptyDir": {}}, {"name": "modelmonitor-gpu-exporter-0", "emptyDir": {}}, {"name": "default-token", "emptyDir": {}}]}}
        """;

    /// <summary>A pod of one container and no lists that can be left out.</summary>
    public static JsonObject SmallPod(string spec = "{}", string metadata = "{}")
    {
        var pod = Parse("""{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "server", "image": "s"}]}}""");
        pod["metadata"] = JsonNode.Parse(metadata);
        foreach (var (key, value) in Parse(spec)) pod["spec"]![key] = value?.DeepClone();
        return pod;
    }

    public static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    /// <summary>The pod after its patch, which must be there.</summary>
    public static JsonObject Patched(JsonObject pod, SidecarRequest request)
    {
        var before = pod.ToJsonString();
        var result = SidecarPatch.Of(pod, request);
        Assert.Null(result.WhyNot);
        Assert.Equal(before, pod.ToJsonString());
        return JsonPatching.Apply(pod, result.Patch!);
    }

    /// <summary>The sidecar's container, native or plain.</summary>
    public static JsonObject Container(JsonObject pod) => Assert.Single(
        new[] { "initContainers", "containers" }.SelectMany(list => pod["spec"]![list]?.AsArray() ?? []),
        c => c is JsonObject o && o["name"] is JsonValue v && v.TryGetValue(out string? name) && name == SidecarPatch.ContainerName)!.AsObject();
}
