using ModelMonitor.Demo;

namespace ModelMonitor.Tests.EndToEnd;

/// <summary>A load that grows, followed ahead of its breach; the operator that follows it is killed as it begins.</summary>
[Collection(nameof(Alone))]
public sealed class RampTests(StageFixture fixture) : IAsyncLifetime
{
    private readonly Stage _stage = fixture.Stage;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stage.ResetAsync(CancellationToken.None);
        await _stage.WaitForReadyAsync(Stage.OperatorNamespace, "modelmonitor-operator", CancellationToken.None);
    }

    [Fact]
    public async Task A_ramp_is_followed_without_a_violated_minute_and_a_killed_leader_changes_nothing()
    {
        var result = await Valid.RunAsync(
            _stage, RunAsync, r => r.Lag, r => r.Learned?.PodCapacity is not null && r.BeganAt <= RampScenario.MostAtBegin);

        Assert.DoesNotContain(result.Minutes, minute => minute.IsViolated);

        // The successor led, and went on deciding with what its predecessor had learned.
        Assert.NotEqual(result.KilledLeader, result.LastLeader);
        Assert.True(result.Terms.After > result.Terms.Before, $"terms {result.Terms}");
        // What is left over from the warm-up may still go before the first pod comes.
        var changes = result.Decisions.Where(d => d.To != d.From).ToList();
        var growth = changes.SkipWhile(d => d.To < d.From).ToList();
        Assert.NotEmpty(growth);
        Assert.All(growth, d => Assert.InRange(d.To, d.From + 1, RampScenario.MaxReplicas));
        Assert.Contains(growth, d => d.Time > result.KilledAt);

        // Every decision was carried out, and once: each begins where the one before it ended, and nothing else touched the Deployment.
        Assert.All(changes, d => Assert.Equal("Applied", d.Outcome));
        Assert.All(changes.Zip(changes.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
        Assert.Equal(changes.Count, result.SpecChanges);
        Assert.Equal(changes[^1].To, result.Desired);
    }

    private async Task<RampResult> RunAsync()
    {
        Console.WriteLine(TimelineRow.Head);
        var result = await new RampScenario(_stage, Console.WriteLine, Console.WriteLine).RunAsync(TestContext.Current.CancellationToken);
        Console.WriteLine($"warm-up {result.WarmUp.TotalSeconds:0} s; learned: {result.Learned}");
        foreach (var minute in result.Minutes) Console.WriteLine(minute);
        foreach (var decision in result.Decisions)
            Console.WriteLine($"{decision.Time:HH:mm:ss} {decision.From}→{decision.To} {decision.Outcome} {decision.Reason}: {decision.Message}");
        Console.WriteLine($"{result.KilledLeader} was killed at {result.KilledAt:HH:mm:ss}, {result.LastLeader} led at the end; terms {result.Terms}");
        return result;
    }
}
