using System.Security.Cryptography.X509Certificates;
using System.Text;
using ModelMonitor.Kubernetes;
using ModelMonitor.Tests.Kubernetes.Runtime;

namespace ModelMonitor.Tests.Kubernetes.Certificates;

/// <summary>One replica's authority, on a clock and a Secret that the test holds.</summary>
internal sealed class Replica(SecretAtServer secret, ManualTime time, ServingAuthorityOptions? options = null)
{
    /// <summary>Lives so short that a test sees many: 90 s and 30 s.</summary>
    public static readonly ServingAuthorityOptions Short = new()
    {
        Names = ["hook.n.svc", "127.0.0.1"],
        AuthorityLife = TimeSpan.FromSeconds(90),
        CertificateLife = TimeSpan.FromSeconds(30),
        Settle = TimeSpan.FromSeconds(10),
    };

    public LogList Log { get; } = new();

    public ServingAuthority Authority => field ??= new(secret, options ?? new() { Names = Short.Names }, time, Log);

    public ServingCertificate Serving => Authority.Certificate!;

    public X509Certificate2 Leaf => Serving.Context.TargetCertificate;

    /// <summary>The authority that signs, by what the Secret says.</summary>
    public string Signer => Leaf.Issuer;

    public static X509Certificate2Collection Trust(byte[]? pem)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(Encoding.UTF8.GetString(pem ?? []));
        return certificates;
    }

    public Task StepAsync(bool leads = true, X509Certificate2Collection? registered = null) =>
        Authority.StepAsync(leads, registered, CancellationToken.None);

    public bool IsTrustedBy(byte[]? bundle) => Serving.IsTrustedBy(Trust(bundle), time.GetUtcNow());
}
