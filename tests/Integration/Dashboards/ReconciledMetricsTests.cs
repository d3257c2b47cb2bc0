using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Tests.Integration.Cluster;
using ModelMonitor.Tests.Integration.Reconciling;

namespace ModelMonitor.Tests.Integration.Dashboards;

/// <summary>What a real reconcile leaves for metrics.</summary>
public sealed class ReconciledMetricsTests(ClusterFixture fixture)
{
    [Fact]
    public async Task A_change_is_counted_once_and_the_age_of_the_sample_is_known_while_the_process_leads()
    {
        var stage = await ReconcileStage.SetUpAsync(fixture);
        while (stage.Scales.Patches == 0) await stage.IntervalAsync(3, 8, 30, 2);
        Assert.Equal(1, Applied());

        var memory = Assert.Single(stage.Reconciler.Memories).Value;
        Assert.Equal(TimeSpan.Zero, memory.NewestSample!.Age(stage.Time));
        await stage.OutageAsync(Decisions.UnknownReason.SourceUnreachable);
        Assert.Equal(TimeSpan.FromSeconds(15), memory.NewestSample!.Age(stage.Time));
        Assert.Equal(1, Applied());

        stage.Standing = new(false, null);
        await stage.IntervalAsync(0.2, 2, 0, 2);
        Assert.Null(memory.NewestSample);

        stage.Standing = Standing.Alone;
        await stage.IntervalAsync(0.2, 2, 0, 2);
        Assert.NotNull(memory.NewestSample);
        await stage.DeleteDeploymentAsync();
        await stage.ReconcileAsync();
        Assert.Null(memory.NewestSample);

        long Applied() => stage.Reconciler.Counts.Decisions()
            .Where(m => m.Tags.ToArray().Contains(new("outcome", DecisionOutcome.Applied))).Sum(m => m.Value);
    }
}
