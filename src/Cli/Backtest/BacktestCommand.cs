using System.CommandLine;
using System.Text.Json;
using ModelMonitor.Cli.Backtest.Input;
using ModelMonitor.Cli.Backtest.Report;
using ModelMonitor.Cli.Backtest.Results;
using ModelMonitor.Cli.Backtest.Running;
using ModelMonitor.Resources;

namespace ModelMonitor.Cli.Backtest;

/// <summary><c>backtest</c>: tries a monitor on a user's own past load, with the operator's own decisions on simulated pods.</summary>
public static class BacktestCommand
{
    /// <summary>Exit code when what was given cannot be used.</summary>
    public const int BadInput = 2;

    /// <summary>Creates the command.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="isTerminal">Whether standard error is a terminal, and may show a progress bar.</param>
    /// <param name="handler">Carries requests to Prometheus instead of sockets, in tests; or null.</param>
    public static Command Create(TimeProvider time, bool isTerminal, HttpMessageHandler? handler = null)
    {
        var options = new BacktestOptions();
        var command = options.CreateCommand();
        command.SetAction(async (given, cancellationToken) =>
        {
            var (output, error) = (given.InvocationConfiguration.Output, given.InvocationConfiguration.Error);
            try
            {
                var history = new HistoryReader(options, given, time, handler);
                await RunAsync(options, given, history, output, isTerminal ? error : null, cancellationToken);
                return 0;
            }
            catch (InputException e)
            {
                await error.WriteLineAsync($"error: {e.Message}");
                return BadInput;
            }
        });
        return command;
    }

    private static async Task RunAsync(
        BacktestOptions options, ParseResult given, HistoryReader reader, TextWriter output, TextWriter? terminal, CancellationToken cancellationToken)
    {
        var file = given.GetValue(options.Monitor)!;
        var monitor = MonitorFile.Read(file);
        var notes = new List<string>();
        var plan = SetupReader.PlanOf(monitor, file, notes);
        var variants = given.GetValue(options.Variants)!.Select(v => Variant.Parse(v, plan.Scaling!)).ToList();
        var history = await reader.ReadAsync(monitor, notes, cancellationToken);
        var (setup, assumptions) = new SetupReader(options, given).Read(monitor, file, plan, history);
        if (setup.Served.Doubt(TimeSpan.FromSeconds(setup.Objective.Bound)) is { } doubt) notes.Add(doubt);
        assumptions.Notes = notes;

        var runner = new BacktestRunner(setup);
        var runs = Run(runner, variants, given.GetValue(options.Quiet) ? null : terminal, cancellationToken);
        var document = new BacktestDocument
        {
            Monitor = NameOf(monitor),
            Load = Summary(given.GetValue(options.Csv) ?? given.GetValue(options.Prometheus)!, runner),
            Assumptions = assumptions,
            Policies = [.. runs.Select(r => r.Score)],
        };
        if (given.GetValue(options.Report) is { } report) Save(report, HtmlReport.Write(document, runs, history));
        if (given.GetValue(options.Output) == BacktestOptions.Json) await output.WriteLineAsync(JsonSerializer.Serialize(document, BacktestJsonContext.Default.BacktestDocument));
        else ScoreTable.Write(document, output);
    }

    private static IReadOnlyList<PolicyRun> Run(BacktestRunner runner, List<Variant> variants, TextWriter? terminal, CancellationToken cancellationToken)
    {
        using var bar = new ProgressBar(terminal, runner.CountOf(variants));
        return runner.Run(variants, (done, share, name) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            bar.Show(done, share, name);
        });
    }

    private static LoadSummary Summary(string source, BacktestRunner runner) => new()
    {
        Source = source,
        Start = runner.History.Start,
        Seconds = runner.History.Length.TotalSeconds,
        MeanRate = runner.Trace.MeanRate,
        PeakRate = runner.Trace.PeakMinute,
        Outages = runner.History.Outages.Count,
        OutageSeconds = runner.History.Outages.Sum(o => (o.To - o.From).TotalSeconds),
    };

    private static string NameOf(V1Alpha1ModelMonitor monitor)
    {
        var name = monitor.Metadata.Name ?? "(no name)";
        return monitor.Metadata.Namespace is { Length: > 0 } ns ? $"{ns}/{name}" : name;
    }

    private static void Save(string path, string text)
    {
        try
        {
            File.WriteAllText(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, $"cannot be written: {e.Message}");
        }
    }
}
