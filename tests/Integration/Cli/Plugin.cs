using System.Diagnostics;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;
using ModelMonitor.Tests.Integration.Cli;
using ModelMonitor.Tests.Integration.Cluster;

[assembly: AssemblyFixture(typeof(Plugin))]

namespace ModelMonitor.Tests.Integration.Cli;

/// <summary>The published kubectl plugin, one file, as users have it on their PATH.</summary>
public sealed class Plugin : IAsyncLifetime
{
    private static readonly string Folder = Repository.PathOf("artifacts", "cli");

    /// <summary>The file.</summary>
    public static string File { get; } = Path.Combine(Folder, "kubectl-modelmonitor");

    // hack/test publishes it before this room, so that it is of the present source.
    public async ValueTask InitializeAsync()
    {
        if (!System.IO.File.Exists(File)) await Command.RunAsync("make", ["--no-print-directory", "cli"]);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Creates a monitor with a status as the operator writes it.</summary>
    public static async Task CreateAsync(KubernetesClient client, V1Alpha1ModelMonitor monitor)
    {
        var resource = client.Resource<V1Alpha1ModelMonitor>();
        var created = await resource.CreateAsync(monitor);
        if (monitor.Status is null) return;
        monitor.Status.ObservedGeneration = created.Metadata.Generation;
        var status = System.Text.Json.JsonSerializer.SerializeToNode(monitor, V1Alpha1ModelMonitor.JsonType)!["status"]!.ToJsonString();
        await resource.PatchStatusAsync(ObjectKey.Of(monitor), Patch.Merge($$"""{"status":{{status}}}"""));
    }

    /// <summary>Runs a program to its end with the plugin on the PATH.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(ClusterFixture fixture, string program, params string[] arguments)
    {
        using var process = Start(fixture, program, arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Starts a program with the plugin on the PATH.</summary>
    public static Process Start(ClusterFixture fixture, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KUBECONFIG"] = fixture.KubeConfigPath;
        start.Environment["PATH"] = $"{Folder}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        return Process.Start(start)!;
    }
}
