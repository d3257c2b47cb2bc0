using System.Text.Json.Nodes;
using ModelMonitor.Actions;
using static ModelMonitor.Tests.Actions.Sidecars;

namespace ModelMonitor.Tests.Actions;

/// <summary>What a pod looks like after its patch. The same patches go to a real API server in tests/Integration/Exporters.</summary>
public sealed class SidecarPatchTests
{
    [Fact]
    public void A_plain_sidecar_is_the_last_container_with_all_that_keeps_it_small_and_harmless()
    {
        var pod = Patched(SmallPod(), Plain with
        {
            Args = ["--interval", "10s"],
            Environment = new Dictionary<string, string> { ["B"] = "2", ["A"] = "1" },
        });
        AssertJson(
            """
            [{"name": "server", "image": "s"},
             {"name": "modelmonitor-gpu-exporter", "image": "$IMAGE", "imagePullPolicy": "IfNotPresent", "args": ["--interval", "10s"],
              "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}],
              "ports": [{"name": "gpu-metrics", "containerPort": 9835, "protocol": "TCP"}],
              "resources": {"requests": {"cpu": "50m", "memory": "64Mi"}, "limits": {"cpu": "50m", "memory": "64Mi"}},
              "securityContext": {"runAsUser": 1000, "runAsNonRoot": true, "readOnlyRootFilesystem": true, "seccompProfile": {"type": "RuntimeDefault"},
                "allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}}}]
            """.Replace("$IMAGE", Plain.Image, StringComparison.Ordinal),
            pod["spec"]!["containers"]);
        Assert.Equal(["containers"], pod["spec"]!.AsObject().Select(f => f.Key));
    }

    [Fact]
    public void A_native_sidecar_is_the_first_init_container_and_stays()
    {
        var pod = Patched(Parse(FullPod), Plain with { IsNative = true });
        Assert.Equal([SidecarPatch.ContainerName, "fetch"], pod["spec"]!["initContainers"]!.AsArray().Select(c => (string?)c!["name"]));
        Assert.Equal("Always", (string?)Container(pod)["restartPolicy"]);
        Assert.Equal(2, pod["spec"]!["containers"]!.AsArray().Count);
        Assert.Single(Patched(SmallPod(), Plain with { IsNative = true })["spec"]!["initContainers"]!.AsArray());
        Assert.Single(Patched(SmallPod("""{"initContainers": null}"""), Plain with { IsNative = true })["spec"]!["initContainers"]!.AsArray());
        Assert.False(Container(Patched(SmallPod(), Plain)).ContainsKey("restartPolicy"));
    }

    [Fact]
    public void Privileges_are_written_as_the_server_takes_them()
    {
        var privileged = Container(Patched(SmallPod(), Privileged));
        AssertJson(
            """{"runAsUser": 0, "runAsNonRoot": false, "readOnlyRootFilesystem": false, "seccompProfile": {"type": "RuntimeDefault"}, "privileged": true}""",
            privileged["securityContext"]);
        var capable = Container(Patched(SmallPod(), Plain with { RunAsUser = 0, Capabilities = ["CAP_SYS_ADMIN", "SYS_PTRACE"] }));
        AssertJson("""{"drop": ["ALL"], "add": ["SYS_ADMIN", "SYS_PTRACE"]}""", capable["securityContext"]!["capabilities"]);
        Assert.False((bool)capable["securityContext"]!["allowPrivilegeEscalation"]!);
    }

    [Fact]
    public void Folders_of_the_node_are_read_only_volumes_of_free_names()
    {
        var pod = Patched(Parse(FullPod), Privileged);
        var volumes = pod["spec"]!["volumes"]!.AsArray();
        Assert.Equal(
            ["models", "modelmonitor-gpu-exporter-0", "default-token", "modelmonitor-gpu-exporter-1", "modelmonitor-gpu-exporter-2", "modelmonitor-gpu-exporter-3"],
            volumes.Select(v => (string?)v!["name"]));
        AssertJson("""{"name": "modelmonitor-gpu-exporter-1", "hostPath": {"path": "/usr/local/driver"}}""", volumes[3]);
        AssertJson(
            """
            [{"name": "modelmonitor-gpu-exporter-1", "mountPath": "/usr/local/driver", "readOnly": true},
             {"name": "modelmonitor-gpu-exporter-2", "mountPath": "/sys", "readOnly": true},
             {"name": "modelmonitor-gpu-exporter-3", "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount", "readOnly": true}]
            """,
            Container(pod)["volumeMounts"]);
        AssertJson(
            """{"name": "modelmonitor-gpu-exporter-3", "downwardAPI": {"items": [{"path": "pod", "fieldRef": {"fieldPath": "metadata.name"}}]}}""",
            volumes[5]);
    }

    [Fact]
    public void A_claim_that_containers_of_the_pod_use_is_shared_once()
    {
        AssertJson("""[{"name": "gpu"}, {"name": "net"}]""", Container(Patched(Parse(FullPod), Plain with { NeedsClaims = true }))["resources"]!["claims"]);
        Assert.Equal(new SidecarResult(null), SidecarPatch.Of(SmallPod(), Plain with { NeedsClaims = true }));
        Assert.Equal(
            new SidecarResult(null),
            SidecarPatch.Of(SmallPod("""{"resourceClaims": [{"name": "gpu"}]}"""), Plain with { NeedsClaims = true }));
        var unclaimed = SmallPod("""{"containers": [{"name": "server", "resources": {"claims": [{"name": "gpu"}]}}]}""");
        Assert.Equal(new SidecarResult(null), SidecarPatch.Of(unclaimed, Plain with { NeedsClaims = true }));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"labels": null, "annotations": null}""")]
    [InlineData("""{"labels": {}, "annotations": {}}""")]
    public void The_pod_says_what_it_carries_and_how_to_scrape_it(string metadata)
    {
        var pod = Patched(SmallPod(metadata: metadata), Plain);
        AssertJson("""{"modelmonitor.dev/gpu-exporter": "nvidia-gpu-exporter"}""", pod["metadata"]!["labels"]);
        AssertJson(
            $$"""
            {"modelmonitor.dev/gpu-exporter-revision": "{{SidecarPatch.RevisionOf(Plain)}}",
             "prometheus.io/scrape": "true", "prometheus.io/port": "9835", "prometheus.io/path": "/metrics"}
            """,
            pod["metadata"]!["annotations"]);
        var unannotated = Patched(SmallPod(metadata: metadata), Plain with { Annotates = false });
        Assert.Equal([SidecarPatch.RevisionAnnotation], unannotated["metadata"]!["annotations"]!.AsObject().Select(a => a.Key));
    }

    [Fact]
    public void Annotations_of_the_pods_own_for_prometheus_are_left_as_they_are()
    {
        var pod = Patched(SmallPod(metadata: """{"annotations": {"prometheus.io/scheme": "https", "other": "x"}}"""), Plain);
        Assert.Equal(
            ["other", "prometheus.io/scheme", SidecarPatch.RevisionAnnotation],
            pod["metadata"]!["annotations"]!.AsObject().Select(a => a.Key).Order(StringComparer.Ordinal).OrderBy(k => k == SidecarPatch.RevisionAnnotation));
    }

    [Fact]
    public void A_pod_that_has_it_gets_it_no_second_time()
    {
        foreach (var request in new[] { Plain, Plain with { IsNative = true } })
            Assert.Equal(new SidecarResult(null), SidecarPatch.Of(Patched(SmallPod(), request), request));
        Assert.Equal(
            new SidecarResult(null, "has a container modelmonitor-gpu-exporter of its own"),
            SidecarPatch.Of(SmallPod("""{"initContainers": [{"name": "modelmonitor-gpu-exporter"}]}"""), Plain));
    }

    [Theory]
    [InlineData("""{"hostNetwork": true}""", "uses the node's network, where the exporter's port would be the node's")]
    [InlineData("""{"os": {"name": "windows"}}""", "runs on Windows")]
    [InlineData("""{"resources": {"limits": {"cpu": "1"}}}""", "limits the resources of all its containers together")]
    [InlineData("""{"containers": [{"name": "a"}, {"name": "b", "ports": [{"containerPort": 9835}]}]}""", "has another container at port 9835")]
    [InlineData("""{"initContainers": [{"name": "a", "ports": [{"containerPort": 9835, "protocol": "TCP"}]}]}""", "has another container at port 9835")]
    [InlineData("""{"containers": [{"name": "a", "ports": [{"containerPort": 1, "name": "gpu-metrics"}]}]}""", "has another container with a port gpu-metrics")]
    public void A_pod_that_it_could_harm_is_left_alone(string spec, string reason) =>
        Assert.Equal(new SidecarResult(null, reason), SidecarPatch.Of(SmallPod(spec), Plain));

    [Theory]
    [InlineData("""{"hostNetwork": false}""")]
    [InlineData("""{"os": {"name": "linux"}, "resources": {}}""")]
    [InlineData("""{"containers": [{"name": "a", "ports": [{"containerPort": 9835, "protocol": "UDP"}, {"containerPort": 9834, "name": "metrics"}]}]}""")]
    public void A_pod_that_only_looks_so_gets_it(string spec) => Container(Patched(SmallPod(spec), Plain));

    [Fact]
    public void A_revision_changes_with_what_the_sidecar_is_made_of_and_with_nothing_else()
    {
        var made = new[]
        {
            Plain, Privileged, Plain with { Preset = "x" }, Plain with { Image = "x" }, Plain with { Port = 1 }, Plain with { Command = ["x"] },
            Plain with { Args = ["x"] }, Plain with { Command = ["x"], HasShell = true }, Plain with { Environment = new Dictionary<string, string> { ["a"] = "b" } },
            Plain with { Cpu = "1" }, Plain with { Memory = "1Gi" }, Plain with { RunAsUser = 0 }, Plain with { Capabilities = ["KILL"] },
            Plain with { IsPrivileged = true }, Plain with { HostPaths = ["/a"] }, Plain with { HostPaths = ["/b"] }, Plain with { HasReadOnlyRoot = false },
        }.Select(SidecarPatch.RevisionOf).ToList();
        Assert.All(made, revision => Assert.Matches("^[0-9a-f]{16}$", revision));
        Assert.Equal(made.Count, made.Distinct().Count());
        foreach (var same in new[] { Plain with { IsNative = true }, Plain with { Annotates = false }, Plain with { NeedsClaims = true } })
            Assert.Equal(made[0], SidecarPatch.RevisionOf(same));
        var (forth, back) = (new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }, new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" });
        Assert.Equal(SidecarPatch.RevisionOf(Plain with { Environment = forth }), SidecarPatch.RevisionOf(Plain with { Environment = back }));
    }

    private static void AssertJson(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual?.ToJsonString());
}
