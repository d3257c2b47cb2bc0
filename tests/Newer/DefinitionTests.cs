using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Newer;

/// <summary>The rules of the definition on a whole API server; each mistake's words are tested in Integration/Crd.</summary>
public sealed class DefinitionTests(NewerFixture server)
{
    [Fact]
    public async Task Kubectl_applies_the_samples()
    {
        await server.KubectlAsync("apply", "-f", Repository.PathOf("config", "samples"));
        Assert.Contains("chat", await server.KubectlAsync("get", "mm", "-o", "name"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_rule_is_refused_in_our_words()
    {
        var refused = await Assert.ThrowsAsync<KubernetesException>(() => server.Client.SendRawAsync(
            HttpMethod.Post,
            "/apis/modelmonitor.dev/v1alpha1/namespaces/default/modelmonitors",
            """
            {"apiVersion": "modelmonitor.dev/v1alpha1", "kind": "ModelMonitor", "metadata": {"name": "wrong"}, "spec":
             {"targetRef": {"name": "chat"}, "objectives": [{"indicator": "waiting", "below": 5}], "scaling": {"minReplicas": 9, "maxReplicas": 3}}}
            """));
        Assert.True(refused.IsInvalid, refused.Message);
        Assert.Contains("minReplicas", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kubectl_explains_fields_by_the_servers_third_OpenAPI()
    {
        var text = await Eventually.GetAsync(
            "kubectl knows mm", () => server.KubectlAsync("explain", "mm.status.leaderTerm")!, TimeSpan.FromSeconds(60));
        Assert.Contains("It never falls", text, StringComparison.Ordinal);
    }
}
