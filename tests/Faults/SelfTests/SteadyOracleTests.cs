using ModelMonitor.Kubernetes;
using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.SelfTests;

/// <summary>O6 looks at live writes, so it is shown with live ones: sent past the proxy, where the operators look quiet.</summary>
public sealed class SteadyOracleTests(FaultFixture fixture)
{
    // A try of the oracle takes six rounds, the last three of which it watches: so many writes spoil the first, and end before the third.
    private const int Late = 6;

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
        await writes;
    }

    /// <summary>Sends one write a round as operator A; the server refuses it, and logs that it was tried.</summary>
    private static async Task<int> WriteAsync(FaultStage stage, int most, CancellationToken cancellationToken)
    {
        var file = Path.Combine(stage.Folder, "past-the-proxy");
        await stage.A.Identity.WriteKubeconfigAsync(stage.Cluster, file);
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
