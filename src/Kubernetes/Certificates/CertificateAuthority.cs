using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ModelMonitor.Kubernetes;

/// <summary>A self-made certificate authority: certificate and private key, ECDSA on P-256.</summary>
/// <remarks>Guarantees: immutable; the key is never part of a message.</remarks>
internal sealed class CertificateAuthority
{
    // RFC 5280, 4.2.1.12: id-kp-serverAuth.
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly X509Certificate2 _withKey;

    private CertificateAuthority(X509Certificate2 withKey, string keyPem)
    {
        (_withKey, KeyPem) = (withKey, keyPem);
        Certificate = X509CertificateLoader.LoadCertificate(withKey.RawData);
        NotAfter = new(Certificate.NotAfter);
    }

    /// <summary>The certificate alone.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The private key; a secret.</summary>
    public string KeyPem { get; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>Makes a new one.</summary>
    public static CertificateAuthority Create(DateTimeOffset now, ServingAuthorityOptions options)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // A name of its own, because clients look for an issuer by its name, and two of them are trusted during a rotation.
        var name = $"CN=modelmonitor webhook {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return new(request.CreateSelfSigned(now - options.ClockSkew, now + options.AuthorityLife), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Reads one.</summary>
    /// <returns>The authority, or null where this is none: no PEM, a key that does not belong to it, or a certificate that may not sign.</returns>
    public static CertificateAuthority? Read(byte[]? certificate, byte[]? key)
    {
        if (certificate is null || key is null) return null;
        try
        {
            var keyPem = Encoding.UTF8.GetString(key);
            var withKey = X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(certificate), keyPem);
            using var signer = withKey.GetECDsaPrivateKey();
            var maySign = withKey.Extensions.OfType<X509BasicConstraintsExtension>().Any(e => e.CertificateAuthority);
            return signer is not null && maySign ? new(withKey, keyPem) : null;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Makes a serving certificate with a new key, which stays in memory.</summary>
    public ServingCertificate Issue(DateTimeOffset now, ServingAuthorityOptions options)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={options.Names[0]}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in options.Names)
        {
            if (IPAddress.TryParse(name, out var address)) names.AddIpAddress(address);
            else names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(ServerAuthentication)], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_withKey, true, false));
        var (from, to) = (now - options.ClockSkew, now + options.CertificateLife);
        var notBefore = new DateTimeOffset(_withKey.NotBefore);
        using var signed = request.Create(
            _withKey, from < notBefore ? notBefore : from, to > NotAfter ? NotAfter : to, RandomNumberGenerator.GetBytes(16));
        return ServingCertificate.FromPem(signed.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
