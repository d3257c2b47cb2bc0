namespace ModelMonitor.Kubernetes;

/// <summary>How one of several processes is chosen to act. Time spans as in client-go, with its defaults.</summary>
public sealed record LeaderElectionOptions
{
    /// <summary>The name of the Lease that the operator's role gives rights to.</summary>
    public const string DefaultName = "modelmonitor-operator";

    /// <summary>client-go's: between two renewals there must be room for a slow one.</summary>
    private const double RetryFactor = 1.2;

    /// <summary>Namespace of the Lease: the operator's own.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the Lease.</summary>
    public string Name { get; init; } = DefaultName;

    /// <summary>Who we are: never the same for two processes, not even one after the other on one host.</summary>
    public string Identity { get; init; } = NewIdentity();

    /// <summary>How long after its last renewal nobody else takes the Lease; written to it in whole seconds, rounded up.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long after its last renewal the leader goes on acting; below <see cref="LeaseDuration"/>.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest pause between two tries, of the leader and of the others.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What a request for the Lease may take, so that a lost answer leaves time for a second try: half the deadline, ≥ 1 s.</summary>
    public TimeSpan RequestTimeout => RenewDeadline / 2 > TimeSpan.FromSeconds(1) ? RenewDeadline / 2 : TimeSpan.FromSeconds(1);

    /// <summary>How long a write of the leader may take: begun at its last moment, it is given up before another may lead.</summary>
    public TimeSpan WriteTimeout => LeaseDuration - RenewDeadline;

    /// <summary>An identity for this process: the name of the host, which in a Pod is the Pod's, and a random part.</summary>
    public static string NewIdentity() => $"{Environment.MachineName}_{Guid.NewGuid()}";

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">Names the field and what to do.</exception>
    public void Validate()
    {
        Require(Namespace.Length > 0, nameof(Namespace), "must be the namespace of the Lease");
        Require(Name.Length > 0, nameof(Name), "must be the name of the Lease");
        Require(Identity.Length > 0, nameof(Identity), "must be a name that no other process has; leave it out to get one");
        Require(RetryPeriod > TimeSpan.Zero, nameof(RetryPeriod), $"is {RetryPeriod}; it must be over 0, for example 2 s");
        Require(
            RenewDeadline > RetryPeriod * RetryFactor, nameof(RenewDeadline),
            $"is {RenewDeadline}; it must be over {RetryFactor} × RetryPeriod ({RetryPeriod * RetryFactor}): raise it or lower RetryPeriod");
        Require(
            LeaseDuration > RenewDeadline, nameof(LeaseDuration),
            $"is {LeaseDuration}; it must be over RenewDeadline ({RenewDeadline}): raise it or lower RenewDeadline");
        Require(LeaseDuration <= TimeSpan.FromHours(1), nameof(LeaseDuration), $"is {LeaseDuration}; at most an hour");
    }

    private static void Require(bool holds, string field, string problem)
    {
        if (!holds) throw new ArgumentException($"leader election: {field} {problem}", field);
    }
}
