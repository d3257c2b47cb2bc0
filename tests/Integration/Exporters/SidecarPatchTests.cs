using System.Text.Json.Nodes;
using ModelMonitor.Actions;
using ModelMonitor.Tests.Actions;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Exporters;

/// <summary>Pods with a sidecar, as a real API server takes them.</summary>
public sealed class SidecarPatchTests(ClusterFixture cluster)
{
    private const string TokenPath = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly SidecarRequest Plain = new()
    {
        Preset = "nvidia-gpu-exporter",
        Image = "registry.example.com/gpu/exporter@sha256:" + new string('a', 64),
        Port = 9835,
        Cpu = "50m",
        Memory = "64Mi",
        Environment = new Dictionary<string, string> { ["NVIDIA_DRIVER_CAPABILITIES"] = "utility" },
    };

    public static TheoryData<string> Kinds => [.. Requests.Keys];

    private static Dictionary<string, SidecarRequest> Requests => new()
    {
        ["plain"] = Plain,
        ["supervised"] = Plain with { HasShell = true, Command = ["/bin/exporter"], Args = ["--interval=10s"] },
        ["root with capabilities"] = Plain with { RunAsUser = 0, Capabilities = ["CAP_SYS_ADMIN", "SYS_PTRACE"] },
        ["folders of the node"] = Plain with { HostPaths = ["/var/lib/kubelet/pod-resources", "/sys"] },
        ["privileged"] = Plain with { RunAsUser = 0, IsPrivileged = true, HasReadOnlyRoot = false, HostPaths = ["/usr/local/driver"] },
        ["not annotated"] = Plain with { Annotates = false },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_server_takes_a_pod_with_the_sidecar(string kind)
    {
        var request = Requests[kind];
        foreach (var metadata in new[] { "", ""","annotations": {"prometheus.io/port": "1"}""" })
        {
            var ns = await NamespaceAsync();
            // As webhooks see it: with what admission has added to it already.
            var seen = await CreateAsync(ns, Pod(metadata));
            var patch = SidecarPatch.Of(seen, request).Patch!;
            var pod = await CreateAsync(ns, Patched(seen, patch));
            var containers = pod["spec"]!["containers"]!.AsArray();
            Assert.Equal(["server", SidecarPatch.ContainerName], containers.Select(c => (string?)c!["name"]));
            Assert.Equal(request.Preset, (string?)pod["metadata"]!["labels"]![SidecarPatch.PresetLabel]);
            var annotations = pod["metadata"]!["annotations"]!;
            Assert.Equal(SidecarPatch.RevisionOf(request), (string?)annotations[SidecarPatch.RevisionAnnotation]);
            Assert.Equal(metadata.Length > 0 ? "1" : request.Annotates ? "9835" : null, (string?)annotations["prometheus.io/port"]);
            // All that was asked for is in what the server made of it, and it asked for nothing that the server has no field for.
            var asked = patch.Single(o => (string?)o!["path"] == "/spec/containers/-")!["value"]!.AsObject();
            foreach (var (field, value) in asked) AssertHolds(value, containers[1]![field], field);
        }
    }

    [Fact]
    public async Task The_models_pod_stays_in_its_class_of_service()
    {
        var ns = await NamespaceAsync();
        var seen = await CreateAsync(ns, Pod(resources: """{"limits": {"cpu": "1", "memory": "1Gi"}}"""));
        Assert.Equal("Guaranteed", (string?)seen["status"]!["qosClass"]);
        var pod = await CreateAsync(ns, Patched(seen, SidecarPatch.Of(seen, Plain).Patch!));
        Assert.Equal("Guaranteed", (string?)pod["status"]!["qosClass"]);
    }

    /// <summary>Creating the patched pod makes admission look at it as it does after a webhook changed it.</summary>
    [Fact]
    public async Task The_sidecar_gets_no_token_of_the_service_account()
    {
        var ns = await NamespaceAsync();
        var seen = await CreateAsync(ns, Pod());
        var token = TokenVolume(seen, 0);
        Assert.NotNull(token);
        var pod = await CreateAsync(ns, Patched(seen, SidecarPatch.Of(seen, Plain).Patch!));
        Assert.Equal(token, TokenVolume(pod, 0));
        var masked = TokenVolume(pod, 1);
        Assert.NotEqual(token, masked);
        var volume = Assert.Single(pod["spec"]!["volumes"]!.AsArray(), v => (string?)v!["name"] == masked);
        Assert.NotNull(volume!["downwardAPI"]);
        Assert.Null(volume["secret"] ?? volume["projected"]);
    }

    private async Task<string> NamespaceAsync()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await Eventually.GetAsync("the account's token", async () =>
            (await cluster.Client.SendRawAsync(HttpMethod.Get, $"/api/v1/namespaces/{ns}/serviceaccounts/default"))!["secrets"], Deadline);
        return ns;
    }

    private async Task<JsonObject> CreateAsync(string ns, string pod) => (await cluster.Client.SendRawAsync(
        HttpMethod.Post, $"/api/v1/namespaces/{ns}/pods?dryRun=All", pod, cancellationToken: TestContext.Current.CancellationToken))!.AsObject();

    private static string Pod(string metadata = "", string resources = "{}") => $$$"""
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "chat"{{{metadata}}}}, "spec": {"schedulerName": "none", "containers": [
          {"name": "server", "image": "registry.example.com/server", "ports": [{"containerPort": 8000}], "resources": {{{resources}}}}]}}
        """;

    private static string? TokenVolume(JsonObject pod, int container) => (string?)pod["spec"]!["containers"]![container]!["volumeMounts"]!.AsArray()
        .SingleOrDefault(m => (string?)m!["mountPath"] == TokenPath)?["name"];

    // Lists of the sidecar keep their order; objects may have gained defaults.
    private static void AssertHolds(JsonNode? asked, JsonNode? made, string path)
    {
        if (asked is JsonObject map)
            foreach (var (key, value) in map) AssertHolds(value, made?[key], $"{path}.{key}");
        else if (asked is JsonArray list)
            for (var i = 0; i < list.Count; i++) AssertHolds(list[i], made is JsonArray { } there && i < there.Count ? there[i] : null, $"{path}[{i}]");
        else
            Assert.True(JsonNode.DeepEquals(asked, made), $"{path}: {made?.ToJsonString()} instead of {asked?.ToJsonString()}");
    }

    private static string Patched(JsonObject pod, JsonArray patch) => JsonPatching.Apply(pod, patch).ToJsonString();
}
