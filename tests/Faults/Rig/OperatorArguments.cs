namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>The one place where an operator's command line and configuration are made.</summary>
public sealed record OperatorArguments
{
    /// <summary>Whether the operators elect a leader.</summary>
    public bool LeaderElect { get; init; } = true;

    // Longer than an installation's: a machine that stands still for seconds must end no leader that its test wants to live, for nobody
    // would start it again.

    /// <summary>How long a lease lasts: what a successor of a killed leader waits.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a leader acts after its last renewal.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Longest pause between two tries.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The same for a stage in which a leader ends and another follows: with the shorter times of an installation.</summary>
    public OperatorArguments ForSuccession => this with { LeaseDuration = TimeSpan.FromSeconds(15), RenewDeadline = TimeSpan.FromSeconds(10) };

    /// <summary>Arguments that every process gets, after those made here: for flags of a single test.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    internal IEnumerable<string> For(string ns, string configFile, string kubeconfig) =>
    [
        "--config", configFile,
        "--kubeconfig", kubeconfig,
        "--log-format", "json",
        "--leader-elect", LeaderElect ? "true" : "false",
        "--leader-elect-resource-namespace", ns,
        "--leader-elect-lease-duration", Go(LeaseDuration),
        "--leader-elect-renew-deadline", Go(RenewDeadline),
        "--leader-elect-retry-period", Go(RetryPeriod),
        .. More,
    ];

    /// <summary>The account as which the operators act; null: as themselves.</summary>
    public string? Actor { get; init; }

    /// <summary>Further metrics sources, as lines of the configuration.</summary>
    public string MoreSources { get; init; } = "";

    internal static string Configuration(string? ns, Uri prometheus, int intervalSeconds = 1, string moreSources = "", string? actor = null) => $"""
        sources:
        - name: prod
          url: {prometheus.ToString().TrimEnd('/')}
          scrapeIntervalSeconds: {intervalSeconds}
        {moreSources}
        intervalSeconds: {intervalSeconds}
        windowSeconds: 60
        {(ns is null ? "" : $"watchNamespace: {ns}")}
        {(actor is null ? "" : $"actor: {actor}")}
        """;

    private static string Go(TimeSpan time) => $"{(long)time.TotalMilliseconds}ms";
}
