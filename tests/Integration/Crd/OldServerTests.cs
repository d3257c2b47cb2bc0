using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Crd;

/// <summary>The stripped definition on a server that knows no CEL, and what kubectl shows of it.</summary>
[Collection(nameof(CrdFixture))]
public sealed class OldServerTests(CrdFixture servers)
{
    [Fact]
    public async Task Kubectl_applies_the_samples_and_shows_the_columns()
    {
        await servers.KubectlAsync("apply", "-f", Repository.PathOf("config", "samples"));
        var table = await servers.KubectlAsync("get", "mm", "-o", "wide");
        Assert.Equal(
            ["NAME", "TARGET", "ENGINE", "MODE", "WORST", "VALUE", "STATE", "DESIRED", "READY-PODS", "READY", "AGE", "SOURCE", "BUDGET", "DECISION"],
            table.Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches(@"(?m)^chat +chat +Enforce ", table);
        Assert.Matches(@"(?m)^chat-full +chat-full +Recommend ", table);
    }

    [Fact]
    public async Task Limits_hold_without_rules()
    {
        var refused = await Assert.ThrowsAsync<KubernetesException>(() => servers.Old.SendRawAsync(HttpMethod.Post, CrdFixture.Monitors, """
            {"apiVersion": "modelmonitor.dev/v1alpha1", "kind": "ModelMonitor", "metadata": {"name": "wrong"}, "spec":
             {"targetRef": {"name": "chat"}, "mode": "Nothing", "objectives": [{"indicator": "waiting", "below": 5}]}}
            """));
        Assert.Contains("spec.mode: Unsupported value: \"Nothing\": supported values: \"Enforce\", \"Recommend\", \"Paused\"", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kubectl_explains_every_field()
    {
        // The server publishes its OpenAPI a moment after it serves a new type.
        var fields = await Eventually.GetAsync("kubectl knows mm", () => ExplainAsync("mm.spec", "--recursive")!, TimeSpan.FromSeconds(60));
        Assert.Matches(@"targetRef\s+<Object>", fields);
        Assert.Matches(@"(?s)behavior.+scaleUp.+stabilizationWindowSeconds", fields);
        var below = await ExplainAsync("mm.spec.objectives.below");
        Assert.Contains("Good is below this: a duration for latencies (750ms)", below, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_operators_rights_are_manifests_that_kubectl_takes() =>
        // Other tests on this server may have made it already.
        Assert.Matches(
            "clusterrole.rbac.authorization.k8s.io/modelmonitor-operator (created|configured|unchanged)",
            await servers.KubectlAsync("apply", "--dry-run=server", "-f", Repository.PathOf("config", "rbac", "role.yaml")));

    // explain alone never renews kubectl's cache of what the server has.
    private async Task<string> ExplainAsync(params string[] arguments)
    {
        var cache = Directory.CreateTempSubdirectory("kubectl");
        try
        {
            return await servers.KubectlAsync(["explain", $"--cache-dir={cache.FullName}", .. arguments]);
        }
        finally
        {
            cache.Delete(recursive: true);
        }
    }
}
