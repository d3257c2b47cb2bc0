using System.CommandLine;
using ModelMonitor.Cli.Backtest;
using ModelMonitor.Cli.Checking;
using ModelMonitor.Cli.Explaining;
using ModelMonitor.Cli.Listing;
using ModelMonitor.Cli.Manifests;
using ModelMonitor.Cli.Printing;
using ModelMonitor.Cli.Rules;
using ModelMonitor.Cli.Shell;

namespace ModelMonitor.Cli;

/// <summary>The whole command line of <c>kubectl modelmonitor</c>.</summary>
internal static class PluginRoot
{
    private const string Program = "kubectl modelmonitor";

    private static readonly Dictionary<string, string> Examples = new(StringComparer.Ordinal)
    {
        ["status"] = "status -A",
        ["explain"] = "explain chat -n llm",
        [CheckCommand.Name] = "check chat -n llm -t 10",
        ["backtest"] = "backtest -f monitor.yaml --prometheus http://localhost:9090",
        ["rules"] = "rules -f monitor.yaml",
        ["completion"] = "completion bash",
        ["version"] = "version",
    };

    /// <summary>Builds it.</summary>
    /// <param name="terminal">What standard output is.</param>
    /// <param name="showsProgress">Whether standard error is a terminal.</param>
    /// <param name="time">The clock.</param>
    public static RootCommand Create(Terminal terminal, bool showsProgress, TimeProvider time)
    {
        var root = new RootCommand("Shows, explains and tries ModelMonitors.")
        {
            StatusCommand.Create(terminal, time),
            ExplainCommand.Create(terminal, time),
            CheckCommand.Create(time),
            BacktestCommand.Create(time, showsProgress),
            RulesCommand.Create(),
#if PLUGIN
            DefinitionCommand.Create(),
#else
            ManifestsCommand.Create(),
#endif
            CompletionCommand.Create(),
            VersionCommand.Create(),
        };
        root.Subcommands.Add(CompletionCommand.CreateHidden(root));
        return root;
    }

    /// <summary>Runs a command line.</summary>
    /// <param name="root">What <see cref="Create"/> made.</param>
    /// <param name="arguments">The words.</param>
    /// <param name="invocation">Where it writes.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(RootCommand root, string[] arguments, InvocationConfiguration invocation)
    {
        var given = root.Parse(arguments.Length == 0 ? ["--help"] : arguments);
        if (given.Errors.Count == 0) return await given.InvokeAsync(invocation);
        var command = given.CommandResult.Command;
        // Nagios shows the first line of standard output, and knows no other exit codes.
        if (command.Name == CheckCommand.Name)
        {
            var result = new CheckResult(CheckLevel.UNKNOWN, $"{given.Errors[0].Message}; for example {Program} {Examples[CheckCommand.Name]}");
            await invocation.Output.WriteLineAsync(result.Line);
            return result.ExitCode;
        }

        // What quotes a word of the user's says most.
        foreach (var error in given.Errors.OrderByDescending(e => e.Message.Contains('\'', StringComparison.Ordinal))) await invocation.Error.WriteLineAsync(Safe.Line($"error: {error.Message}"));
        var path = command == root ? Program : $"{Program} {command.Name}";
        if (Examples.TryGetValue(command == root ? "status" : command.Name, out var example)) await invocation.Error.WriteLineAsync($"example: {Program} {example}");
        await invocation.Error.WriteLineAsync($"See '{path} --help'.");
        return BacktestCommand.BadInput;
    }
}
