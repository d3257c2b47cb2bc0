using System.CommandLine;
using System.Text.Json;
using ModelMonitor.Cli.Cluster;
using ModelMonitor.Cli.Printing;
using ModelMonitor.Resources;

namespace ModelMonitor.Cli.Explaining;

/// <summary><c>explain</c>: why the replicas are what they are.</summary>
internal static class ExplainCommand
{
    /// <summary>Creates the command.</summary>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="time">The clock.</param>
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var options = new ClusterOptions();
        var name = NameArgument.One(options);
        var form = new Option<string?>("--output", "-o") { Description = "json or yaml, with the fields of docs/kubectl-plugin.md. Left out: for people." };
        form.AcceptOnlyFromAmong(OutputForm.Json, OutputForm.Yaml);
        var decision = new Option<string?>("--decision") { Description = "Only this decision.", HelpName = "ID" };
        var command = new Command("explain", "Says why the replicas are what they are, and what would change it.") { name, form, decision };
        options.AddTo(command);
        command.Validators.Add(given => NameArgument.Check(given, [given.GetValue(name) ?? ""]));
        ClusterCommand.SetAction(command, options, async (cluster, given, cancellationToken) =>
        {
            var (output, error) = (given.InvocationConfiguration.Output, given.InvocationConfiguration.Error);
            var monitor = await cluster.Client.Resource<V1Alpha1ModelMonitor>().GetAsync(new(cluster.Namespace, given.GetValue(name)!), cancellationToken);
            var explained = Explainer.Of(monitor, time.GetUtcNow());
            var one = default(DecisionExplanation);
            if (given.GetValue(decision) is { } id)
            {
                one = explained.Decisions.FirstOrDefault(d => d.Id == id);
                if (one is null)
                {
                    await error.WriteLineAsync(Safe.Line($"error: --decision: {explained.Namespace}/{explained.Name} keeps no decision {id}; it has {(explained.Decisions.Count == 0 ? "none" : string.Join(", ", explained.Decisions.Select(d => d.Id)))}"));
                    return ClusterCommand.Failed;
                }
            }

            if (given.GetValue(form) is { } shown)
            {
                ObjectPrinter.Write(shown, one is null
                    ? JsonSerializer.SerializeToNode(explained, ExplainJsonContext.Default.Explanation)!
                    : JsonSerializer.SerializeToNode(one, ExplainJsonContext.Default.DecisionExplanation)!, output);
                return 0;
            }

            var text = new ExplanationText(output, terminal.Style);
            if (one is null) text.Write(explained);
            else text.Write(one, explained.Time);
            return 0;
        });
        return command;
    }
}
