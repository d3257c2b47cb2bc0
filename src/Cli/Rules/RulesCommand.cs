using System.CommandLine;
using ModelMonitor.Cli.Backtest;
using ModelMonitor.Cli.Backtest.Input;

namespace ModelMonitor.Cli.Rules;

/// <summary>
/// <c>rules</c>: the recording rules and alerts of one monitor as a rule file of Prometheus, for clusters without prometheus-operator. With
/// it the operator writes the same by itself.
/// </summary>
public static class RulesCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var file = new Option<string>("--filename", "-f") { Description = "The ModelMonitor: a YAML or JSON file; - for standard input.", HelpName = "FILE", Required = true };
        var engine = new Option<string?>("--engine") { Description = "The engine, where the monitor leaves it to be detected.", HelpName = "NAME" };
        var presets = new Option<string?>("--presets") { Description = "A folder with presets laid over the built-in ones.", HelpName = "FOLDER" };
        var edges = new Option<string[]>("--edges")
        {
            Description = "Bucket edges of the engine's histograms as Prometheus shows them (its label le), such as 0.5,1.0,+Inf. Left out: each bound is taken for an edge.",
            HelpName = "LE",
            DefaultValueFactory = _ => [],
            CustomParser = given => given.Tokens.SelectMany(t => t.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToArray(),
        };
        var runbooks = new Option<string>("--runbooks") { Description = "Where your copy of docs/runbooks is served.", HelpName = "URL", DefaultValueFactory = _ => "docs/runbooks" };
        var command = new Command("rules", "Prints a monitor's recording rules and alerts as a rule file of Prometheus.") { file, engine, presets, edges, runbooks };
        command.SetAction(given =>
        {
            var (output, error) = (given.InvocationConfiguration.Output, given.InvocationConfiguration.Error);
            try
            {
                var monitor = new RuledMonitor(given.GetValue(file)!, given.GetValue(engine), given.GetValue(presets));
                output.Write(monitor.Write(given.GetValue(edges)!, given.GetValue(runbooks)!.TrimEnd('/'), error));
                return 0;
            }
            catch (InputException e)
            {
                error.WriteLine($"error: {e.Message}");
                return BacktestCommand.BadInput;
            }
        });
        return command;
    }
}
