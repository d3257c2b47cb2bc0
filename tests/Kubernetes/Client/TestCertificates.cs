using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ModelMonitor.Tests.Kubernetes;

/// <summary>A certificate authority of a test's own.</summary>
internal sealed class TestCertificates
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    public X509Certificate2 Authority { get; } = CreateAuthority();

    public X509Certificate2Collection Roots => [X509CertificateLoader.LoadCertificate(Authority.RawData)];

    /// <summary>A server's certificate for a DNS name or an address, or a client's for any name.</summary>
    public X509Certificate2 Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address)) names.AddIpAddress(address);
        else names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        var serial = RandomNumberGenerator.GetBytes(8);
        using var certificate = request.Create(Authority, Now.AddDays(-1), Now.AddDays(1), serial);
        return certificate.CopyWithPrivateKey(key);
    }

    private static X509Certificate2 CreateAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(Now.AddDays(-2), Now.AddDays(2));
    }
}
