using System.CommandLine;
using System.Reflection;
using System.Text.Json.Nodes;
using ModelMonitor.Cli.Cluster;
using ModelMonitor.Cli.Printing;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Cli.Shell;

/// <summary><c>version</c>: of this program, and of what runs in the cluster where that can be reached.</summary>
internal static class VersionCommand
{
    private const string Operators = "/apis/apps/v1/deployments?labelSelector=app.kubernetes.io%2Fname%3Dmodelmonitor";

    /// <summary>This program's version.</summary>
    public static string Own { get; } =
        (typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var options = new ClusterOptions();
        var form = new Option<string?>("--output", "-o") { Description = "json or yaml. Left out: lines." };
        form.AcceptOnlyFromAmong(OutputForm.Json, OutputForm.Yaml);
        var client = new Option<bool>("--client") { Description = "Only this program's, without asking a cluster." };
        var command = new Command("version", "Shows the versions of this program, the operator and the API server.") { form, client };
        options.AddTo(command);
        command.SetAction(async (given, cancellationToken) =>
        {
            var (output, error) = (given.InvocationConfiguration.Output, given.InvocationConfiguration.Error);
            var versions = new JsonObject { ["client"] = Own };
            var failed = given.GetValue(client) ? null : await AskAsync(options, given, versions, cancellationToken);
            if (given.GetValue(form) is { } shown)
            {
                ObjectPrinter.Write(shown, versions, output);
            }
            else
            {
                output.WriteLine($"Client Version: {Own}");
                foreach (var one in versions["operators"] as JsonArray ?? []) output.WriteLine(Safe.Line($"Operator: {one!["namespace"]}/{one["name"]} {one["image"]}"));
                if (versions["server"] is { } server) output.WriteLine(Safe.Line($"API Server: {server}"));
            }

            if (failed is null) return 0;
            await error.WriteLineAsync(failed);
            return ClusterCommand.Failed;
        });
        return command;
    }

    private static async Task<string?> AskAsync(ClusterOptions options, ParseResult given, JsonObject versions, CancellationToken cancellationToken)
    {
        ClusterAccess? cluster = null;
        try
        {
            cluster = ClusterAccess.Open(options, given);
            versions["server"] = await cluster.Client.GetVersionAsync(cancellationToken);
            versions["operators"] = await OperatorsAsync(cluster.Client, cancellationToken);
            return null;
        }
        catch (KubernetesException e) when (e.IsForbidden)
        {
            return Safe.Line($"the operator's version is not known: {e.Message}");
        }
        catch (Exception e) when (ErrorText.IsOfCluster(e))
        {
            return ErrorText.Of(e, cluster?.Server);
        }
        finally
        {
            cluster?.Dispose();
        }
    }

    private static async Task<JsonArray> OperatorsAsync(KubernetesClient client, CancellationToken cancellationToken)
    {
        var list = await client.SendRawAsync(HttpMethod.Get, Operators, cancellationToken: cancellationToken);
        var found = new JsonArray();
        foreach (var one in list?["items"] as JsonArray ?? [])
        {
            found.Add((JsonNode)new JsonObject
            {
                ["namespace"] = one?["metadata"]?["namespace"]?.DeepClone(),
                ["name"] = one?["metadata"]?["name"]?.DeepClone(),
                ["image"] = (one?["spec"]?["template"]?["spec"]?["containers"] as JsonArray)?[0]?["image"]?.DeepClone(),
            });
        }

        return found;
    }
}
