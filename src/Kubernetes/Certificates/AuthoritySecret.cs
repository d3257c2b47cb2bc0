using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ModelMonitor.Kubernetes;

/// <summary>
/// What the Secret of a serving authority holds: who signs (<c>tls.crt</c>, <c>tls.key</c>), who will sign next once everybody trusts it
/// (<c>next.crt</c>, <c>next.key</c>), and everybody to trust (<c>ca.crt</c>): these two, and those that signed before and have not ended.
/// </summary>
/// <remarks>Guarantees: immutable.</remarks>
internal sealed class AuthoritySecret
{
    private readonly List<X509Certificate2> _former;

    public AuthoritySecret(CertificateAuthority current, CertificateAuthority? next = null, IEnumerable<X509Certificate2>? former = null)
    {
        (Current, Next, _former) = (current, next, [.. former ?? []]);
        Trusted = [current.Certificate, .. next is null ? [] : new[] { next.Certificate }, .. _former];
        Bundle = Encoding.ASCII.GetBytes(string.Concat(Trusted.Select(c => c.ExportCertificatePem() + "\n")));
    }

    public CertificateAuthority Current { get; }

    public CertificateAuthority? Next { get; }

    /// <summary>Everybody to trust.</summary>
    public IReadOnlyList<X509Certificate2> Trusted { get; }

    /// <summary>The same as PEM.</summary>
    public byte[] Bundle { get; }

    /// <summary>Reads the Secret's data.</summary>
    /// <returns>What is in it without what has ended; null where nothing can be signed with it.</returns>
    public static AuthoritySecret? Read(IDictionary<string, byte[]>? data, DateTimeOffset now)
    {
        var current = Pair("tls");
        if (current is null) return null;
        var next = Pair("next");
        return new AuthoritySecret(current, next, Certificates(data!.TryGetValue("ca.crt", out var bundle) ? bundle : null)).Of(now);

        CertificateAuthority? Pair(string name) =>
            data is not null && data.TryGetValue($"{name}.crt", out var certificate) && data.TryGetValue($"{name}.key", out var key)
            && CertificateAuthority.Read(certificate, key) is { } pair && pair.NotAfter > now ? pair : null;
    }

    /// <summary>The certificates of a PEM text; none where it is no PEM.</summary>
    public static X509Certificate2Collection Certificates(byte[]? pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            if (pem is not null) certificates.ImportFromPem(Encoding.UTF8.GetString(pem));
        }
        catch (CryptographicException)
        {
            certificates.Clear();
        }

        return certificates;
    }

    /// <summary>Compares two certificates whole: .NET's own comparison looks at issuer and serial number only.</summary>
    public static bool AreSame(X509Certificate2 one, X509Certificate2 other) => one.RawDataMemory.Span.SequenceEqual(other.RawDataMemory.Span);

    /// <summary>Whether a certificate is among others.</summary>
    public static bool Has(IEnumerable<X509Certificate2> certificates, X509Certificate2 certificate) => certificates.Any(c => AreSame(c, certificate));

    /// <summary>The same at another time: former authorities that have ended are left out. Null where the present one has.</summary>
    public AuthoritySecret? Of(DateTimeOffset now) => Current.NotAfter <= now ? null : new(
        Current, Next, _former.Where(c => new DateTimeOffset(c.NotAfter) > now && !Has([Current.Certificate, .. Next is null ? [] : new[] { Next.Certificate }], c)));

    /// <summary>The same with somebody who will sign next.</summary>
    public AuthoritySecret Announce(CertificateAuthority next) => new(Current, next, _former);

    /// <summary>The same with the next one in force, and the present one still trusted.</summary>
    public AuthoritySecret Promote() => new(Next!, null, [Current.Certificate, .. _former]);

    /// <summary>Whether both say the same.</summary>
    public bool IsSame(AuthoritySecret other) =>
        // The bundle begins with the one or the two that have keys.
        Next is null == other.Next is null && Bundle.AsSpan().SequenceEqual(other.Bundle);

    /// <summary>The data to store; null for what has to go.</summary>
    public IReadOnlyDictionary<string, byte[]?> ToData() => new Dictionary<string, byte[]?>
    {
        ["tls.crt"] = Pem(Current),
        ["tls.key"] = Encoding.ASCII.GetBytes(Current.KeyPem),
        ["next.crt"] = Next is null ? null : Pem(Next),
        ["next.key"] = Next is null ? null : Encoding.ASCII.GetBytes(Next.KeyPem),
        ["ca.crt"] = Bundle,
    };

    private static byte[] Pem(CertificateAuthority authority) => Encoding.ASCII.GetBytes(authority.Certificate.ExportCertificatePem() + "\n");
}
