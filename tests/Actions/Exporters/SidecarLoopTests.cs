using System.Diagnostics;
using System.Runtime.Versioning;
using static ModelMonitor.Tests.Actions.Sidecars;

namespace ModelMonitor.Tests.Actions;

/// <summary>The loop that keeps an exporter running, by a real <c>/bin/sh</c>.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SidecarLoopTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("mm-loop-").FullName;

    private Process? _loop;

    public void Dispose()
    {
        if (_loop?.HasExited is false) _loop.Kill(entireProcessTree: true);
        _loop?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_program_that_fails_is_started_again_until_it_runs_and_gets_the_signal_at_the_end()
    {
        var log = Path.Combine(_folder, "log");
        // It fails twice, then runs until it is told to end.
        var program = Script("program", $"""
            echo start >> {log}
            [ "$(grep -c start {log})" -gt 2 ] || exit 3
            trap 'echo end >> {log}; exit 0' TERM
            echo up >> {log}
            while :; do sleep 0.1; done
            """);
        var loop = Start([program], []);
        await Eventually.TrueAsync("the third start", async () => await ReadAsync(log) == "start start start up", Deadline, TestContext.Current.CancellationToken);
        Assert.Equal(0, await EndAsync(loop));
        Assert.Equal("start start start up end", await ReadAsync(log));
        var said = await loop.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Contains("the exporter ended with 3; it is started again in 1 s\nthe exporter ended with 3; it is started again in 2 s\n", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pause_grows_to_a_minute_and_no_further()
    {
        // Of sleep, only what it was asked for.
        var log = Path.Combine(_folder, "pauses");
        Script("sleep", $"echo \"$1\" >> {log}");
        var loop = Start(["/bin/false"], [], WithOwnSleep);
        await Eventually.TrueAsync("nine pauses", async () => (await ReadAsync(log)).Split(' ').Length >= 9, Deadline, TestContext.Current.CancellationToken);
        Assert.Equal(0, await EndAsync(loop));
        Assert.StartsWith("1 2 4 8 16 32 60 60 60", await ReadAsync(log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_during_the_pause_ends_it_at_once()
    {
        // It cannot be sat out before the deadline of the test.
        var pausing = Path.Combine(_folder, "pausing");
        Script("sleep", $"echo x > {pausing}; exec /bin/sleep 600");
        var loop = Start(["/bin/true"], [], WithOwnSleep);
        await Eventually.TrueAsync("the pause", () => Task.FromResult(File.Exists(pausing)), Deadline, TestContext.Current.CancellationToken);
        Assert.Equal(0, await EndAsync(loop));
    }

    [Fact]
    public async Task Arguments_are_never_shell_text()
    {
        var log = Path.Combine(_folder, "arguments");
        var stolen = Path.Combine(_folder, "stolen");
        var program = Script("program", $"""
            for a in "$@"; do printf '%s|' "$a" >> {log}; done
            trap 'exit 0' TERM
            while :; do sleep 0.1; done
            """);
        string[] odd = [$"; touch {stolen}", $"$(touch {stolen})", $"`touch {stolen}`", "a  b", "*", "", "'\"", "-n", "$child", "&& exit"];
        var loop = Start([program, .. odd[..3]], odd[3..]);
        var expected = string.Concat(odd.Select(a => $"{a}|"));
        await Eventually.TrueAsync("the arguments", async () => await ReadAsync(log) == expected, Deadline, TestContext.Current.CancellationToken);
        Assert.Equal(0, await EndAsync(loop));
        Assert.False(File.Exists(stolen));
    }

    [Fact]
    public void Without_a_shell_or_a_known_program_nothing_is_put_around_it()
    {
        var direct = Container(Patched(SmallPod(), Plain with { Command = ["/exporter"], Args = ["-v"] }));
        Assert.Equal("""["/exporter"]["-v"]""", direct["command"]!.ToJsonString() + direct["args"]!.ToJsonString());
        var own = Container(Patched(SmallPod(), Plain with { HasShell = true, Args = ["-v"] }));
        Assert.False(own.ContainsKey("command"));
        Assert.Equal("""["-v"]""", own["args"]!.ToJsonString());
    }

    // $(NAME) of a variable that the container has, and $$, are the kubelet's.
    [Fact]
    public void The_kubelet_finds_nothing_in_the_script_to_replace() =>
        Assert.DoesNotMatch(@"\$\$|\$\([A-Za-z_.-]", (string)Supervised(["x"], [])["command"]![2]!);

    private static System.Text.Json.Nodes.JsonObject Supervised(string[] command, string[] arguments) =>
        Container(Patched(SmallPod(), Plain with { HasShell = true, Command = command, Args = arguments }));

    // As the kubelet would: command, then args.
    private Process Start(string[] command, string[] arguments, Action<ProcessStartInfo>? change = null)
    {
        var container = Supervised(command, arguments);
        var words = container["command"]!.AsArray().Concat(container["args"]!.AsArray()).Select(w => (string)w!).ToArray();
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardError = true };
        change?.Invoke(start);
        return _loop = Process.Start(start)!;
    }

    private void WithOwnSleep(ProcessStartInfo start) => start.Environment["PATH"] = $"{_folder}:{Environment.GetEnvironmentVariable("PATH")}";

    private static async Task<int> EndAsync(Process loop)
    {
        await Command.RunAsync("/bin/kill", ["-TERM", $"{loop.Id}"]);
        using var late = new CancellationTokenSource(Deadline, TimeProvider.System);
        await loop.WaitForExitAsync(late.Token);
        return loop.ExitCode;
    }

    private string Script(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, $"#!/bin/sh\n{text}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }

    private static async Task<string> ReadAsync(string path) =>
        File.Exists(path) ? (await File.ReadAllTextAsync(path)).TrimEnd('\n').Replace('\n', ' ') : "";
}
