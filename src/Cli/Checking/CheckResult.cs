using ModelMonitor.Cli.Printing;

namespace ModelMonitor.Cli.Checking;

/// <summary>What a Nagios plugin answers: a state and one line, by the guidelines of monitoring-plugins.</summary>
/// <param name="Level">The state.</param>
/// <param name="Text">The line's text.</param>
/// <param name="Performance">Performance data, may be empty.</param>
internal sealed record CheckResult(CheckLevel Level, string Text, string Performance = "")
{
    private const string Service = "MODELMONITOR";

    /// <summary>The exit code.</summary>
    public int ExitCode => (int)Level;

    /// <summary>The line. A bar would begin the performance data, so there is no other one.</summary>
    public string Line
    {
        get
        {
            var text = Safe.Line(Text).Replace('|', '/');
            return $"{Service} {Level} - {text}{(Performance.Length == 0 ? "" : $" | {Performance}")}";
        }
    }
}
