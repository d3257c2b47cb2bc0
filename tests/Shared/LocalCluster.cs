using System.Text.RegularExpressions;

namespace ModelMonitor.Tests;

/// <summary>A real Kubernetes on this machine, started by <c>hack/cluster</c> and taken down with this object.</summary>
public sealed partial class LocalCluster : IAsyncDisposable
{
    private readonly Action<string>? _progress;

    private LocalCluster(string name, IReadOnlyDictionary<string, string> exports, Action<string>? progress)
    {
        Name = name;
        Exports = exports;
        _progress = progress;
    }

    /// <summary>The cluster's name.</summary>
    public string Name { get; }

    /// <summary>What <c>hack/cluster up</c> exported.</summary>
    public IReadOnlyDictionary<string, string> Exports { get; }

    /// <summary>The administrator's kubeconfig.</summary>
    public string Kubeconfig => Exports["KUBECONFIG"];

    /// <summary>Starts a cluster.</summary>
    /// <param name="name">Its name, unique on this machine.</param>
    /// <param name="options">More arguments of <c>hack/cluster up</c>, for example <c>--node</c>.</param>
    /// <param name="progress">Gets progress lines.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<LocalCluster> UpAsync(
        string name, IEnumerable<string>? options = null, Action<string>? progress = null, CancellationToken cancellationToken = default)
    {
        try
        {
            var output = await HackAsync(["up", "--name", name, .. options ?? []], progress, cancellationToken);
            return new(name, ExportsOf(output), progress);
        }
        catch
        {
            await HackAsync(["down", "--name", name], progress, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Runs kubectl as administrator and gives its output.</summary>
    public Task<string> KubectlAsync(IEnumerable<string> arguments, string? input = null, CancellationToken cancellationToken = default) =>
        Command.RunAsync("kubectl", arguments, input, new Dictionary<string, string> { ["KUBECONFIG"] = Kubeconfig }, null, cancellationToken);

    /// <summary>Applies a manifest.</summary>
    public Task ApplyAsync(string manifest, CancellationToken cancellationToken = default) =>
        KubectlAsync(["apply", "-f", "-"], manifest, cancellationToken);

    /// <summary>Brings an image archive to the node.</summary>
    public Task LoadImageAsync(string archive, CancellationToken cancellationToken = default) =>
        HackAsync(["load-image", "--name", Name, archive], _progress, cancellationToken);

    /// <summary>Runs another command of <c>hack/cluster</c> on this cluster and gives what it exported.</summary>
    public async Task<IReadOnlyDictionary<string, string>> HackAsync(string command, IEnumerable<string>? options = null, CancellationToken cancellationToken = default) =>
        ExportsOf(await HackAsync([command, "--name", Name, .. options ?? []], _progress, cancellationToken));

    public async ValueTask DisposeAsync() => await HackAsync(["down", "--name", Name], _progress, CancellationToken.None);

    private static Task<string> HackAsync(IEnumerable<string> arguments, Action<string>? progress, CancellationToken cancellationToken) =>
        Command.RunAsync(Repository.PathOf("hack", "cluster"), arguments, progress: progress, cancellationToken: cancellationToken);

    private static Dictionary<string, string> ExportsOf(string output) =>
        ExportLine().Matches(output).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value.Trim('\'', '"'));

    [GeneratedRegex(@"^export (\w+)=(.*)$", RegexOptions.Multiline)]
    private static partial Regex ExportLine();
}
