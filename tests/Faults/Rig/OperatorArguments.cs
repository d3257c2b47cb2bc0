namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>The one place where an operator's command line and configuration are made.</summary>
public sealed record OperatorArguments
{
    /// <summary>Arguments that every process gets, after those made here: for flags of a single test.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    internal IEnumerable<string> For(string ns, string configFile, string kubeconfig) =>
    [
        "--config", configFile,
        "--kubeconfig", kubeconfig,
        "--log-format", "json",
        .. More,
    ];

    internal static string Configuration(string ns, Uri prometheus) => $"""
        sources:
        - name: prod
          url: {prometheus.ToString().TrimEnd('/')}
          scrapeIntervalSeconds: 1
        intervalSeconds: 1
        windowSeconds: 60
        watchNamespace: {ns}
        """;
}
