using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ModelMonitor.Kubernetes;

/// <summary>What a TLS server shows: its certificate with the private key, and the intermediates.</summary>
/// <remarks>Guarantees: immutable, safe for concurrent use.</remarks>
public sealed class ServingCertificate
{
    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2Collection? _chain;

    private ServingCertificate(X509Certificate2 certificate, X509Certificate2Collection? chain)
    {
        (_certificate, _chain) = (certificate, chain);
        Context = SslStreamCertificateContext.Create(certificate, chain, offline: true);
        NotAfter = new(certificate.NotAfter);
    }

    /// <summary>For the TLS server.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>Reads a pair.</summary>
    /// <param name="certificate">PEM: the certificate, then its intermediates.</param>
    /// <param name="key">PEM: the private key.</param>
    /// <exception cref="CryptographicException">No PEM, or the key does not belong to the certificate.</exception>
    /// <exception cref="ArgumentException">As above.</exception>
    public static ServingCertificate FromPem(string certificate, string key)
    {
        var identity = Certificates.Client(certificate, key);
        return new(identity.Certificate, identity.Chain);
    }

    /// <summary>Whether the certificate leads to one of these.</summary>
    /// <param name="roots">What a client trusts.</param>
    /// <param name="now">When.</param>
    public bool IsTrustedBy(X509Certificate2Collection roots, DateTimeOffset now) => LeadsTo(_certificate, _chain, roots, now);

    /// <summary>Whether a certificate leads to one of these.</summary>
    internal static bool LeadsTo(X509Certificate2 certificate, X509Certificate2Collection? chain, X509Certificate2Collection roots, DateTimeOffset now)
    {
        using var path = new X509Chain();
        path.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        path.ChainPolicy.CustomTrustStore.AddRange(roots);
        if (chain is not null) path.ChainPolicy.ExtraStore.AddRange(chain);
        path.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        path.ChainPolicy.DisableCertificateDownloads = true;
        path.ChainPolicy.VerificationTime = now.LocalDateTime;
        return path.Build(certificate);
    }
}
