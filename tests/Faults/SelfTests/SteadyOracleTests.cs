using System.Text.Json;
using ModelMonitor.Kubernetes;
using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.SelfTests;

/// <summary>O6 looks at live writes, so it is shown with live ones: sent past the proxy, where the operators look quiet.</summary>
public sealed class SteadyOracleTests(FaultFixture fixture)
{
    // The oracle's first try takes six rounds, and a second one begins after it.
    private const int Late = 8;

    [Fact]
    public async Task O6_lets_late_writes_pass()
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.StartAsync(stage);
        var writes = WriteAsync(stage, Late, TestContext.Current.CancellationToken);
        await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal(Late, await writes);
    }

    [Fact]
    public async Task O6_finds_who_goes_on_writing()
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.StartAsync(stage);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var writes = WriteAsync(stage, int.MaxValue, end.Token);
        var found = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => Oracles.CheckAllAsync(stage, ScaleOut.Bounds));
        Assert.Contains("O6: nothing changes, and yet", found.Message, StringComparison.Ordinal);
        await end.CancelAsync();
        Assert.True(await writes > 0);
    }

    /// <summary>Sends one write a round as operator A; the server refuses it, and logs that it was tried.</summary>
    private static async Task<int> WriteAsync(FaultStage stage, int most, CancellationToken cancellationToken)
    {
        var kubeconfig = YamlJson.Parse(await File.ReadAllTextAsync(stage.Cluster.Local.Kubeconfig, CancellationToken.None))!;
        kubeconfig["users"]![0]!["user"] = JsonSerializer.SerializeToNode(new { tokenFile = stage.A.Identity.TokenFile });
        var file = Path.Combine(stage.Folder, "past-the-proxy");
        await File.WriteAllTextAsync(file, kubeconfig.ToJsonString(), CancellationToken.None);
        using var client = new KubernetesClient(ClientConfig.Load(file));
        var written = 0;
        for (; written < most && !cancellationToken.IsCancellationRequested; written++)
        {
            await stage.RoundsAsync(1);
            await Assert.ThrowsAsync<KubernetesException>(() => client.SendRawAsync(
                HttpMethod.Post, $"/apis/events.k8s.io/v1/namespaces/{stage.Namespace}/events", "{}", cancellationToken: CancellationToken.None));
        }

        return written;
    }
}
