using System.Diagnostics;

namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>One run of the published operator, in a process of its own.</summary>
/// <remarks>Guarantees: ended by its pid when disposed. What a test ends is a planned end, every other end is found by oracle O7.</remarks>
public sealed class OperatorProcess : IAsyncDisposable
{
    private const int LongestLine = 400;

    private static readonly HttpClient Http = new();

    private readonly Process _process;
    private volatile bool _planned;

    private OperatorProcess(Process process, string log, string metrics, string probes)
    {
        (_process, Log) = (process, log);
        MetricsAddress = new($"http://{metrics}/metrics");
        ProbesAddress = new($"http://{probes}");
    }

    /// <summary>Process id.</summary>
    public int Pid => _process.Id;

    /// <summary>The file that holds what it printed.</summary>
    public string Log { get; }

    /// <summary>Where its metrics are.</summary>
    public Uri MetricsAddress { get; }

    /// <summary>Where <c>/healthz</c> and <c>/readyz</c> are.</summary>
    public Uri ProbesAddress { get; }

    /// <summary>Whether it runs (or is stopped by SIGSTOP).</summary>
    public bool IsAlive => !_process.HasExited;

    /// <summary>Whether a test has suspended it.</summary>
    public bool IsSuspended { get; private set; }

    /// <summary>How it ended, 128 + signal when by a signal; null while it runs.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    /// <summary>Whether it ended, and nobody planned that.</summary>
    public bool EndedByItself => _process.HasExited && !_planned;

    /// <summary>Whether it lives and what it printed last, for the message of a test that waited in vain.</summary>
    public string Describe()
    {
        var line = ReadLog().TrimEnd().Split('\n')[^1];
        return $"the operator {(IsAlive ? "lives" : $"ended with {ExitCode}")}: {(line.Length > LongestLine ? line[..LongestLine] : line)}";
    }

    /// <summary>Starts the program.</summary>
    /// <param name="program">The executable.</param>
    /// <param name="arguments">Its arguments, without those for addresses.</param>
    /// <param name="environment">Variables to add.</param>
    /// <param name="log">File for its output.</param>
    public static OperatorProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string log)
    {
        var (metrics, probes) = ($"127.0.0.1:{FreePort.Next()}", $"127.0.0.1:{FreePort.Next()}");
        // The shell only opens the log; exec leaves its pid to the program.
        string[] all =
        [
            "-c", "exec \"$0\" \"$@\" >>\"$OPERATOR_LOG\" 2>&1", program, .. arguments,
            "--metrics-bind-address", metrics, "--health-probe-bind-address", probes,
        ];
        var start = new ProcessStartInfo("/bin/sh", all) { WorkingDirectory = Path.GetDirectoryName(log)! };
        start.Environment["OPERATOR_LOG"] = log;
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new(Process.Start(start)!, log, metrics, probes);
    }

    /// <summary>SIGKILL; returns when it is gone.</summary>
    public async Task KillAsync()
    {
        _planned = true;
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM; returns when it is gone.</summary>
    /// <param name="deadline">How long a failing test waits.</param>
    /// <returns>Its exit code.</returns>
    public async Task<int> TerminateAsync(TimeSpan deadline)
    {
        _planned = true;
        await SignalAsync("TERM");
        await WaitForExitAsync(deadline);
        return _process.ExitCode;
    }

    /// <summary>SIGSTOP: it stands still and knows nothing of it. Returns when no thread of it runs any more.</summary>
    public async Task SuspendAsync()
    {
        await SignalAsync("STOP");
        IsSuspended = true;
        await Eventually.TrueAsync(
            "it stands still",
            () => Task.FromResult(Directory.EnumerateDirectories($"/proc/{Pid}/task").All(thread => StateOf(thread) == 'T')),
            Deadlines.Step);

        // After the name, which may hold anything: "31911 (ModelMonitor.Op) T ...".
        static char StateOf(string thread) => File.ReadAllText(Path.Combine(thread, "stat")) is var stat ? stat[stat.LastIndexOf(')') + 2] : default;
    }

    /// <summary>SIGCONT.</summary>
    public async Task ResumeAsync()
    {
        await SignalAsync("CONT");
        IsSuspended = false;
    }

    /// <summary>An end that the test wants, for example on loss of leadership: not one for oracle O7.</summary>
    /// <param name="deadline">How long a failing test waits.</param>
    public async Task<int> ExpectExitAsync(TimeSpan deadline)
    {
        _planned = true;
        await WaitForExitAsync(deadline);
        return _process.ExitCode;
    }

    /// <summary>Whether it says that it leads. For waiting only: oracles take nobody's own word.</summary>
    public async Task<bool> SaysItLeadsAsync()
    {
        if (!IsAlive || IsSuspended) return false;
        try
        {
            var metrics = await Http.GetStringAsync(MetricsAddress);
            return metrics.Split('\n').Any(l => l.StartsWith("leader_election_master_status{", StringComparison.Ordinal) && l.EndsWith(" 1", StringComparison.Ordinal));
        }
        catch (HttpRequestException)
        {
            // Not listening yet, or gone.
            return false;
        }
    }

    /// <summary>Everything it printed so far.</summary>
    public string ReadLog()
    {
        if (!File.Exists(Log)) return "";
        using var reader = new StreamReader(new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    /// <summary>Its metrics as it serves them now.</summary>
    public async Task<string> ReadMetricsAsync()
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(MetricsAddress);
    }

    public async ValueTask DisposeAsync()
    {
        if (IsAlive) await KillAsync();
        _process.Dispose();
    }

    private Task<string> SignalAsync(string name) => Command.RunAsync("kill", [$"-{name}", $"{Pid}"]);

    private async Task WaitForExitAsync(TimeSpan deadline)
    {
        using var late = new CancellationTokenSource(deadline, TimeProvider.System);
        await _process.WaitForExitAsync(late.Token);
    }
}
