using System.Text.Json;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;
using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>Objects that are very large, and one that changes all the time.</summary>
public sealed class BadInputLoadTests(FaultFixture fixture)
{
    private const int Others = 15;
    private static readonly ObjectKey Big = new("", "big");

    [Fact]
    public async Task Watch_events_of_300_KB_pass_and_hold_nobody_up()
    {
        await using var stage = await fixture.StageAsync();
        var seen = 0;
        var watch = Inject.Lines((line, _) =>
        {
            if (line.Length > 300_000) Interlocked.Increment(ref seen);
            return ValueTask.FromResult<IEnumerable<string>>([line]);
        });
        stage.Proxy.On(Requests.Watch("pods"), watch, count: int.MaxValue);
        await ScaleOut.StartAsync(stage);
        var (key, pods) = (Big with { Namespace = stage.Namespace }, stage.Cluster.Admin.Resource<V1Pod>());
        await stage.Cluster.Admin.SendRawAsync(HttpMethod.Post, $"/api/v1/namespaces/{stage.Namespace}/pods", JsonSerializer.Serialize(new
        {
            // Being deleted, so that it is none of the pods that serve.
            metadata = new { name = Big.Name, finalizers = new[] { "modelmonitor.dev/test" } },
            spec = new { containers = new[] { new { name = "c", image = "none", env = new[] { new { name = "BIG", value = new string('x', 300_000) } } } } },
        }));
        await pods.DeleteAsync(key);
        for (var i = 0; i < 20; i++)
            await pods.PatchAsync(key, Patch.Merge($$"""{"metadata":{"annotations":{"n":"{{i}}"} } }"""));
        await ScaleOut.StepAsync(stage, 10, 2);
        await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.InRange(seen, 20, int.MaxValue);
        Assert.Equal(0, BadInputRights.Lines(stage, "Informer of"));
        await pods.PatchAsync(key, Patch.Merge("""{"metadata":{"finalizers":null}}"""));
    }

    [Fact]
    public async Task A_monitor_edited_all_the_time_is_judged_once_a_second_and_slows_down_nobody()
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.StartAsync(stage);
        for (var i = 0; i < Others; i++) await stage.CreateMonitorAsync(Plain($"other-{i}"));
        var busy = Plain("busy");
        busy.Spec.TargetRef.Name = "missing";
        busy.Spec.Scaling = ScaleOut.Monitor().Spec.Scaling;
        await stage.CreateMonitorAsync(busy);
        await ObjectsScene.SaysAsync(stage, "TargetFound", "TargetNotFound", "busy");
        await stage.QuietAsync();

        var control = await LatenciesAsync(stage, 2);
        var begun = TimeProvider.System.GetTimestamp();
        var writesBefore = WritesOf(stage, "busy").Count;
        var editors = Enumerable.Range(0, 4).Select(_ => LeadershipEdits.Begin(stage, TimeSpan.FromMilliseconds(20), "busy")).ToList();
        await stage.RoundsAsync(1);
        var storm = await LatenciesAsync(stage, 3);
        var edits = editors.Sum(e => e.Count);
        foreach (var editor in editors) await editor.DisposeAsync();
        var lasted = TimeProvider.System.GetElapsedTime(begun);
        var writes = WritesOf(stage, "busy").Count - writesBefore;

        var told = $"{edits} edits in {lasted.TotalSeconds:0.0} s, {writes} status writes; others' latency: median {control[Others / 2]}, worst {control[^1]}; under edits {storm[Others / 2]}, {storm[^1]}";
        TestContext.Current.SendDiagnosticMessage(told);
        // Five at once, then one a second; the end of the edits is one more.
        Assert.True(writes <= lasted.TotalSeconds + 7, told);
        Assert.True(edits >= 4 * lasted.TotalSeconds, told);
        // O8, with what a busy machine may add to all, and to one of them.
        var allowance = TimeSpan.FromMilliseconds(250);
        Assert.True(storm[Others / 2] <= (control[Others / 2] * 1.2) + allowance, told);
        Assert.True(storm[^2] <= (control[^2] * 1.2) + (4 * allowance), told);

        await ScaleOut.StepAsync(stage, 10, 2);
        await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
    }

    private static V1Alpha1ModelMonitor Plain(string name)
    {
        var monitor = ScaleOut.Monitor();
        (monitor.Metadata.Name, monitor.Spec.Scaling) = (name, null);
        return monitor;
    }

    /// <summary>From an edit of each other monitor to the operator's status write about it, in ascending order.</summary>
    private static async Task<List<TimeSpan>> LatenciesAsync(FaultStage stage, int seconds)
    {
        var monitors = stage.Cluster.Admin.Resource<V1Alpha1ModelMonitor>();
        var latencies = new List<TimeSpan>();
        for (var i = 0; i < Others; i++)
        {
            var (name, before) = ($"other-{i}", WritesOf(stage, $"other-{i}").Count);
            await monitors.PatchAsync(
                new(stage.Namespace, name),
                Patch.Merge($$"""{"spec":{"objectives":[{"name":"first-token","indicator":"time-to-first-token","below":"{{seconds}}s"}]} }"""));
            var edited = TimeProvider.System.GetUtcNow();
            await Eventually.TrueAsync("it is judged", () => Task.FromResult(WritesOf(stage, name).Count > before), Deadlines.Step);
            var latency = WritesOf(stage, name)[before].Answered - edited;
            latencies.Add(latency > TimeSpan.Zero ? latency : TimeSpan.Zero);
        }

        latencies.Sort();
        return latencies;
    }

    private static List<AuditEntry> WritesOf(FaultStage stage, string monitor) =>
        [.. stage.Audit.Where(e => e is { Kind: WriteKind.Status, Subresource: "status" } && e.Name == monitor && e.User == stage.A.Identity.User)];
}
