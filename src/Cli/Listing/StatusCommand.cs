using System.CommandLine;
using ModelMonitor.Cli.Cluster;
using ModelMonitor.Cli.Printing;
using ModelMonitor.Resources;

namespace ModelMonitor.Cli.Listing;

/// <summary><c>status</c>: every monitor in one line, the worst first.</summary>
internal static class StatusCommand
{
    /// <summary>Creates the command.</summary>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="time">The clock.</param>
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var options = new ClusterOptions();
        var names = NameArgument.Many(options);
        var all = new Option<bool>("--all-namespaces", "-A") { Description = "Of all namespaces." };
        var selector = new Option<string?>("--selector", "-l") { Description = "Only those with these labels, as in team=chat.", HelpName = "SELECTOR" };
        var form = new Option<string?>("--output", "-o") { Description = "json, yaml, wide or name. Left out: a table." };
        form.AcceptOnlyFromAmong(OutputForm.Json, OutputForm.Yaml, OutputForm.Wide, OutputForm.Name);
        var watch = new Option<bool>("--watch", "-w") { Description = "Show it anew with every change, until ^C." };
        var command = new Command("status", "Shows every monitor in one line, the worst first.") { names, all, selector, form, watch };
        options.AddTo(command);
        command.Validators.Add(given =>
        {
            var named = given.GetValue(names) is { Length: > 0 };
            NameArgument.Check(given, given.GetValue(names) ?? []);
            if (named && given.GetValue(all)) given.AddError("--all-namespaces (-A): not together with names, which are of one namespace; for example kubectl modelmonitor status chat -n llm");
            if (named && given.GetValue(selector) is not null) given.AddError("--selector (-l): not together with names; for example kubectl modelmonitor status -l team=chat");
            if (given.GetValue(watch) && given.GetValue(form) is not (null or OutputForm.Wide)) given.AddError("--watch (-w): only with the table; for example kubectl modelmonitor status -w -o wide");
        });
        ClusterCommand.SetAction(command, options, async (cluster, given, cancellationToken) =>
        {
            var output = given.InvocationConfiguration.Output;
            var (wanted, ns) = (given.GetValue(names)!, given.GetValue(all) ? null : cluster.Namespace);
            var found = await MonitorReader.ReadAsync(cluster.Client, ns, wanted, given.GetValue(selector), given.InvocationConfiguration.Error, cancellationToken);
            var shown = given.GetValue(form);
            if (given.GetValue(watch))
            {
                var chosen = wanted is [var only] ? $"metadata.name={only}" : null;
                await new StatusWatch(cluster.Client.Resource<V1Alpha1ModelMonitor>().ListWatch(ns, given.GetValue(selector), chosen), time).RunAsync(
                    (monitors, trouble) => terminal.Redraw(output, page =>
                    {
                        Write(Of(monitors, wanted), page);
                        if (trouble is not null) page.WriteLine(Safe.Line($"the watch is interrupted: {trouble}"));
                    }),
                    terminal.IsTerminal,
                    cancellationToken);
                return 0;
            }

            if (shown is OutputForm.Json or OutputForm.Yaml or OutputForm.Name) ObjectPrinter.Write(shown, found, wanted.Length == 1, output);
            else if (found.Count == 0) await given.InvocationConfiguration.Error.WriteLineAsync(ns is null ? "No resources found" : $"No resources found in {Safe.Line(ns)} namespace.");
            else Write(found, output);
            return 0;

            void Write(IEnumerable<V1Alpha1ModelMonitor> monitors, TextWriter to) => StatusTable.Write(
                MonitorRow.Sorted(monitors, time.GetUtcNow()), shown == OutputForm.Wide, ns is null, terminal.Style, shown == OutputForm.Wide ? null : terminal.Width, to);
        });
        return command;
    }

    private static IEnumerable<V1Alpha1ModelMonitor> Of(IEnumerable<V1Alpha1ModelMonitor> monitors, string[] names) =>
        names.Length == 0 ? monitors : monitors.Where(m => names.Contains(m.Metadata.Name));
}
