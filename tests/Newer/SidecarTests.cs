using System.Text.Json.Nodes;
using ModelMonitor.Actions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Tests.Actions;

namespace ModelMonitor.Tests.Newer;

/// <summary>What a server with Pod Security and native sidecars says of pods with an exporter; what it says, we say before.</summary>
public sealed class SidecarTests(NewerFixture server)
{
    private static readonly SidecarRequest Exporter = new()
    {
        Preset = "dcgm",
        Image = "registry.example.com/gpu/dcgm-exporter:1",
        Port = 9400,
        Command = ["/usr/bin/dcgm-exporter"],
        HasShell = true,
        Cpu = "100m",
        Memory = "256Mi",
        IsNative = true,
    };

    [Fact]
    public async Task A_native_sidecar_is_taken_and_stays_first()
    {
        var pod = await CreateAsync("privileged", Exporter);
        var first = pod["spec"]!["initContainers"]![0]!;
        Assert.Equal((SidecarPatch.ContainerName, "Always"), ((string?)first["name"], (string?)first["restartPolicy"]));
    }

    [Theory]
    [InlineData("restricted", 1000, null, true)]
    [InlineData("restricted", 0, null, false)]
    [InlineData("restricted", 1000, "SYS_ADMIN", false)]
    [InlineData("baseline", 0, null, true)]
    [InlineData("baseline", 0, "SYS_ADMIN", false)]
    [InlineData("privileged", 0, "SYS_ADMIN", true)]
    public async Task Pod_Security_says_what_we_say_before(string profile, long user, string? capability, bool isTaken)
    {
        var request = Exporter with { RunAsUser = user, Capabilities = capability is null ? [] : [capability] };
        var labels = new Dictionary<string, string> { [PodSecurity.EnforceLabel] = profile };
        Assert.Equal(isTaken, PodSecurity.WhyNot(labels, request) is null);
        if (isTaken)
        {
            await CreateAsync(profile, request);
            return;
        }

        var refused = await Assert.ThrowsAsync<KubernetesException>(() => CreateAsync(profile, request));
        Assert.True(refused.IsForbidden, refused.Message);
        Assert.Contains("PodSecurity", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Asks for a pod with the sidecar, without storing it, in a new namespace of a profile.</summary>
    private async Task<JsonNode> CreateAsync(string profile, SidecarRequest request)
    {
        var ns = $"sidecar-{Guid.NewGuid():N}"[..20];
        await server.Client.Resource<V1Namespace>().CreateAsync(new()
        {
            Metadata = new() { Name = ns, Labels = new Dictionary<string, string> { [PodSecurity.EnforceLabel] = profile } },
        });
        await Eventually.GetAsync(
            "the namespace's account", () => server.Client.SendRawAsync(HttpMethod.Get, $"/api/v1/namespaces/{ns}/serviceaccounts/default"), TimeSpan.FromSeconds(30));
        var pod = JsonNode.Parse("""
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "chat"}, "spec": {"containers": [{"name": "server", "image": "registry.example.com/server",
             "securityContext": {"runAsNonRoot": true, "runAsUser": 1000, "allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]},
                                 "seccompProfile": {"type": "RuntimeDefault"} } }]} }
            """)!.AsObject();
        var patched = JsonPatching.Apply(pod, SidecarPatch.Of(pod, request).Patch!);
        return (await server.Client.SendRawAsync(HttpMethod.Post, $"/api/v1/namespaces/{ns}/pods?dryRun=All", patched.ToJsonString()))!;
    }
}
