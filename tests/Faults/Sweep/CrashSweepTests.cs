using System.Collections.Concurrent;
using System.Globalization;
using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Sweep;

/// <summary>
/// The operator is killed at every write of a scenario, once just before the API server gets it and once just after it was carried
/// out, and started again at once. Whatever the moment, the scenario has to come to the same end by the same number of acts.
/// </summary>
public sealed class CrashSweepTests(FaultFixture fixture)
{
    private const int SampleSize = 40;
    private const int FewestWrites = 10;
    private const string Uncrashed = "ok, and without a crash: this run told its state in fewer writes";

    private static readonly bool All = Environment.GetEnvironmentVariable("FAULTS") == "all";

    // A plan mostly waits for intervals to pass, so many run side by side on few cores.
    private static readonly int Parallel = int.Parse(Environment.GetEnvironmentVariable("FAULTS_PARALLEL") ?? "12", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_crash_at_any_write_changes_neither_the_end_nor_the_number_of_acts()
    {
        var references = await Task.WhenAll(ReferenceAsync(), ReferenceAsync());
        var reference = references[0].Outcome;
        // What is told is what each interval saw, and a slow machine sees more or fewer moments in between; acts are the same always.
        var writes = new SortedDictionary<WriteKind, int>(
            references[0].Writes.ToDictionary(kind => kind.Key, kind => Math.Min(kind.Value, references[1].Writes.GetValueOrDefault(kind.Key))));
        var w = writes.Values.Sum();
        Console.WriteLine($"crash sweep: W = {w} ({string.Join(", ", writes.Select(p => $"{p.Key} {p.Value}"))})");
        Assert.True(w >= FewestWrites, $"the reference run has {w} writes; a sweep over fewer than {FewestWrites} shows nothing");
        Assert.Equal(ActsOf(references[0].Writes), ActsOf(references[1].Writes));
        Assert.Empty(references[1].Outcome.DifferencesFrom(reference));

        var all = CrashPlan.All(writes);
        var plans = All ? all : CrashPlan.Sample(all, SampleSize);
        var results = new ConcurrentDictionary<CrashPlan, string>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = TestContext.Current.CancellationToken };
        await System.Threading.Tasks.Parallel.ForEachAsync(plans, options, async (plan, _) => results[plan] = await RunAsync(plan, reference));

        foreach (var plan in plans) Console.WriteLine($"crash sweep: {plan}: {results[plan].Split('\n')[0]}");
        var failed = plans.Where(p => !results[p].StartsWith("ok", StringComparison.Ordinal)).ToList();
        var uncrashed = plans.Count(p => results[p].StartsWith(Uncrashed, StringComparison.Ordinal));
        Console.WriteLine($"crash sweep: {plans.Count} of {all.Count} plans, {failed.Count} failed, {uncrashed} without a crash");
        Assert.True(failed.Count == 0, string.Join("\n\n", failed.Select(p => $"{p}:\n{results[p]}")));
        Assert.True(uncrashed * 10 <= plans.Count, $"{uncrashed} of {plans.Count} plans never came to their write, so that they show nothing");
    }

    private static IEnumerable<KeyValuePair<WriteKind, int>> ActsOf(SortedDictionary<WriteKind, int> writes) => writes.Where(w => w.Key == WriteKind.Scale);

    private async Task<(ScenarioOutcome Outcome, SortedDictionary<WriteKind, int> Writes)> ReferenceAsync()
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.RunAsync(stage);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        var writes = new SortedDictionary<WriteKind, int>();
        foreach (var request in stage.Proxy.Seen.Where(Requests.Write)) writes[request.Kind] = writes.GetValueOrDefault(request.Kind) + 1;
        return (outcome, writes);
    }

    private async Task<string> RunAsync(CrashPlan plan, ScenarioOutcome reference)
    {
        try
        {
            await using var stage = await fixture.StageAsync();
            stage.Arguments = stage.Arguments.ForSuccession;
            Task Crash() => stage.A.CrashAsync();
            var rule = stage.Proxy.On(
                Requests.Of(plan.Kind), plan.AfterCommit ? Inject.AfterCommit(Crash) : Inject.Before(Crash), first: plan.Number);
            try
            {
                await ScaleOut.RunAsync(stage);
                var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds, reference);
                if (rule.Hits == 0 && plan.Kind != WriteKind.Scale) return Uncrashed;
                Assert.True(rule.Hits == 1, "the write of the plan never came");
                return $"ok, {outcome.StatusWrites} status writes (without a crash {reference.StatusWrites}), {outcome.EventWrites} Event writes ({reference.EventWrites})";
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                var told = stage.Audit.Where(a => a.IsWrite && a.Kind is WriteKind.Scale or WriteKind.Status);
                return $"{e.Message}\nwrites:\n{string.Join('\n', told)}";
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return $"the stage failed: {e}";
        }
    }
}
