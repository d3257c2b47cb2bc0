using System.Diagnostics;
using System.Text;

namespace ModelMonitor.Tests.Integration.Secrets;

/// <summary>The operator as a process of its own, logging everything that it can.</summary>
internal sealed class TracedOperator : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _log = new();

    private TracedOperator(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, e) => Add(e.Data);
        process.OutputDataReceived += (_, e) => Add(e.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    /// <summary>What it has printed.</summary>
    public string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    public bool IsAlive => !_process.HasExited;

    public static TracedOperator Start(string config, string kubeconfig, int metricsPort)
    {
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "ModelMonitor.Operator"),
            [
                "--config", config, "--kubeconfig", kubeconfig, "--leader-elect", "false", "--log-level", "Trace",
                "--metrics-bind-address", $"127.0.0.1:{metricsPort}", "--health-probe-bind-address", "127.0.0.1:0",
            ])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return new(Process.Start(start)!);
    }

    public async ValueTask DisposeAsync()
    {
        if (IsAlive) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Add(string? line)
    {
        lock (_log) _log.AppendLine(line);
    }
}
