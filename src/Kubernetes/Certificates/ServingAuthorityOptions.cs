namespace ModelMonitor.Kubernetes;

/// <summary>How long self-made certificates live. Each is replaced when a third of its life is left.</summary>
public sealed record ServingAuthorityOptions
{
    /// <summary>DNS names and IP addresses that serving certificates are made out to; at least one.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Life of an authority.</summary>
    public TimeSpan AuthorityLife { get; init; } = TimeSpan.FromDays(365);

    /// <summary>Life of a serving certificate; it never outlives its authority.</summary>
    public TimeSpan CertificateLife { get; init; } = TimeSpan.FromDays(7);

    /// <summary>
    /// How long a new authority stands where clients look before anything is signed with it: several API servers learn of it one after
    /// the other. Far below a third of <see cref="AuthorityLife"/>.
    /// </summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How far a client's clock may be behind: certificates are valid from this long before they are made.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromHours(1);
}
