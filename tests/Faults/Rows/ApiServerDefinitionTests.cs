using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>A15: the definition of ModelMonitor is deleted, and all monitors with it, and installed again.</summary>
[Collection(BreaksTheCluster.Name)]
public sealed class ApiServerDefinitionTests(BreakableCluster fixture)
{
    [Fact]
    public async Task A15_A_definition_that_is_deleted_and_installed_again_neither_ends_the_operator_nor_makes_it_act()
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.StartAsync(stage);
        var lists = stage.Proxy.Seen.Count(Requests.List("modelmonitors"));
        await fixture.Cluster.Local.KubectlAsync(["delete", "-f", Repository.PathOf("config", "crd-1.20")]);
        stage.Prometheus.Load = 10;
        await Eventually.TrueAsync(
            "the operator has looked for monitors twice more", () => Task.FromResult(stage.Proxy.Seen.Count(Requests.List("modelmonitors")) >= lists + 2), Deadlines.Step);
        await fixture.Cluster.InstallDefinitionAsync();
        Assert.DoesNotContain(stage.Audit, e => e.Kind == WriteKind.Scale);
        stage.Prometheus.Load = 4;
        await stage.CreateMonitorAsync(ScaleOut.Monitor());
        await ScaleOut.SettledAsync(stage, 1);
        Assert.DoesNotContain(stage.Audit, e => e.Kind == WriteKind.Scale);
        await ScaleOut.StepAsync(stage, 10, 2);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal((1, 1), (outcome.ScaleWrites, outcome.DecisionRecords));
    }
}
