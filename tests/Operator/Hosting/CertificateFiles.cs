using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ModelMonitor.Tests.Operator.Hosting;

/// <summary>A folder with <c>tls.crt</c> and <c>tls.key</c>, as cert-manager keeps one.</summary>
internal sealed class CertificateFiles : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("modelmonitor-tests-").FullName;

    /// <summary>The last one written; it signs itself.</summary>
    public X509Certificate2 Certificate { get; private set; } = null!;

    public void Write(DateTimeOffset from, DateTimeOffset to)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        Certificate = request.CreateSelfSigned(from, to);
        File.WriteAllText(Path.Combine(Folder, "tls.crt"), Certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(Folder, "tls.key"), key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
