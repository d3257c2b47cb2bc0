using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Newer;

/// <summary>The server itself refuses a former leader's status.</summary>
public sealed class LeaderTermTests(NewerFixture server)
{
    private const string Monitors = "/apis/modelmonitor.dev/v1alpha1/namespaces/default/modelmonitors";

    [Fact]
    public async Task A_status_of_an_earlier_term_is_refused()
    {
        await server.Client.SendRawAsync(HttpMethod.Post, Monitors, """
            {"apiVersion": "modelmonitor.dev/v1alpha1", "kind": "ModelMonitor", "metadata": {"name": "term"}, "spec":
             {"targetRef": {"name": "chat"}, "objectives": [{"indicator": "waiting", "below": 5}]}}
            """);
        await PatchAsync(7);
        await PatchAsync(8);
        var refused = await Assert.ThrowsAsync<KubernetesException>(() => PatchAsync(7));
        Assert.True(refused.IsInvalid, refused.Message);
        Assert.Contains("a newer leader has written this status", refused.Message, StringComparison.Ordinal);
    }

    private async Task PatchAsync(long term) => await server.Client.SendRawAsync(
        HttpMethod.Patch, $"{Monitors}/term/status", "{\"status\": {\"leaderTerm\": " + term + "}}", "application/merge-patch+json");
}
