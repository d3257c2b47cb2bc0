using System.Text.Json.Nodes;
using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.SelfTests;

/// <summary>The published program in a process, and the clock that a test puts under it.</summary>
public sealed class OperatorProcessTests(FaultFixture fixture)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task It_has_the_clock_that_the_test_gives_and_ends_in_order_on_SIGTERM()
    {
        await using var stage = await fixture.StageAsync();
        stage.Clock.Set(TimeSpan.FromHours(5));
        var process = stage.A.Start();
        await WaitForReadyAsync(process);
        var first = await Eventually.GetAsync(
            "a line in the log",
            () => Task.FromResult(process.ReadLog().Split('\n') is [{ } line, _, ..] ? JsonNode.Parse(line) : null),
            Deadline);
        var ahead = (DateTimeOffset)first["@timestamp"]! - TimeProvider.System.GetUtcNow();
        Assert.InRange(ahead, TimeSpan.FromHours(4), TimeSpan.FromHours(5));
        Assert.Equal(0, await process.TerminateAsync(Deadline));
        Assert.False(process.EndedByItself);
    }

    [Fact]
    public async Task Killed_and_started_again_it_is_another_process_and_an_end_of_its_own_is_found()
    {
        await using var stage = await fixture.StageAsync();
        var first = stage.A.Start();
        var second = await stage.A.CrashAsync();
        Assert.False(first.IsAlive);
        Assert.Equal(137, first.ExitCode);
        Assert.NotEqual(first.Pid, second.Pid);
        await WaitForReadyAsync(second);
        await Command.RunAsync("kill", ["-KILL", $"{second.Pid}"]);
        await Eventually.TrueAsync("its end is seen", () => Task.FromResult(second.EndedByItself), Deadline);
        Assert.False(first.EndedByItself);
    }

    [Fact]
    public async Task Suspended_it_asks_for_nothing_until_it_is_resumed()
    {
        await using var stage = await fixture.StageAsync();
        await ScaleOut.StartAsync(stage);
        await stage.A.Process.SuspendAsync();
        // A question that was on its way may still be answered; one that is asked by a stopped process is not.
        var state = await File.ReadAllTextAsync($"/proc/{stage.A.Process.Pid}/stat", TestContext.Current.CancellationToken);
        Assert.Contains(") T ", state, StringComparison.Ordinal);
        await stage.A.Process.ResumeAsync();
        await stage.RoundsAsync(2);
        await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
    }

    private static async Task WaitForReadyAsync(OperatorProcess process)
    {
        using var http = new HttpClient();
        await Eventually.TrueAsync(
            "the operator is ready", async () => (await http.GetAsync(new Uri(process.ProbesAddress, "/readyz"))).IsSuccessStatusCode, Deadline);
    }
}
