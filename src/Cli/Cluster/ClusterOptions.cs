using System.CommandLine;
using System.CommandLine.Parsing;

namespace ModelMonitor.Cli.Cluster;

/// <summary>The options that every command with a cluster behind it has, named as kubectl names them.</summary>
internal sealed class ClusterOptions
{
    /// <summary>How long a request may take where nothing is said.</summary>
    public static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(10);

    public Option<string?> Kubeconfig { get; } = new("--kubeconfig")
    {
        Description = "Path to the kubeconfig file. Left out: $KUBECONFIG, the pod's service account, ~/.kube/config.",
        HelpName = "FILE",
    };

    public Option<string?> Context { get; } = new("--context") { Description = "The name of the kubeconfig context to use.", HelpName = "NAME" };

    public Option<string?> Namespace { get; } = new("--namespace", "-n") { Description = "The namespace. Left out: the context's own.", HelpName = "NAMESPACE" };

    public Option<TimeSpan> RequestTimeout { get; } = Duration("--request-timeout", "How long to wait for one answer of the API server: seconds, or 30s, 2m. 0 waits for an hour.", UsualTimeout);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Namespace);
        command.Options.Add(Context);
        command.Options.Add(Kubeconfig);
        command.Options.Add(RequestTimeout);
    }

    /// <summary>An option that takes whole seconds or a Go duration.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">One sentence.</param>
    /// <param name="usual">What holds when it is left out.</param>
    /// <param name="aliases">Other names.</param>
    public static Option<TimeSpan> Duration(string name, string description, TimeSpan usual, params string[] aliases) => new(name, aliases)
    {
        Description = description,
        HelpName = "DURATION",
        DefaultValueFactory = _ => usual,
        CustomParser = result => Read(result, name),
    };

    private static TimeSpan Read(ArgumentResult result, string name)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (Durations.TryParse(text, out var duration)) return duration;
        result.AddError($"{name}: '{text}' is no duration; write for example {name} 30s");
        return default;
    }
}
