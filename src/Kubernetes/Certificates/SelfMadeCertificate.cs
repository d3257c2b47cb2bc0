namespace ModelMonitor.Kubernetes;

/// <summary>A certificate that nobody vouches for, made in memory: it keeps listeners out, and clients do not check it.</summary>
/// <remarks>Guarantees: safe for concurrent use; never the same for two processes, never older than two thirds of its life.</remarks>
/// <param name="name">DNS name or address that it is made out to.</param>
/// <param name="time">The clock.</param>
public sealed class SelfMadeCertificate(string name, TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(365);

    private readonly Lock _lock = new();
    private readonly ServingAuthorityOptions _options = new() { Names = [name], AuthorityLife = Life, CertificateLife = Life };
    private ServingCertificate? _current;

    /// <summary>What to show now.</summary>
    public ServingCertificate Current()
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (_current is null || _current.NotAfter - now < Life / 3) _current = CertificateAuthority.Create(now, _options).Issue(now, _options);
            return _current;
        }
    }
}
