using System.Security.Cryptography.X509Certificates;
using ModelMonitor.Kubernetes;
using ModelMonitor.Tests.Kubernetes.Runtime;

namespace ModelMonitor.Tests.Kubernetes.Certificates;

/// <summary>A certificate that cert-manager keeps.</summary>
public sealed class CertificateFolderTests : IDisposable
{
    private readonly TemporaryFolder _files = new();
    private readonly LogList _log = new();
    private readonly TestCertificates _authority = new();
    private readonly CertificateFolder _folder;

    public CertificateFolderTests() => _folder = new(_files.Path, _log);

    public void Dispose() => _files.Dispose();

    [Fact]
    public void A_pair_is_read_again_when_it_changes_and_only_then()
    {
        Write(_authority.Issue("hook.n.svc"));
        _folder.Read();
        var first = _folder.Certificate!;
        Assert.Null(_folder.Fault);
        Assert.True(first.IsTrustedBy(_authority.Roots, TimeProvider.System.GetUtcNow()));
        _folder.Read();
        Assert.Same(first, _folder.Certificate);
        Write(_authority.Issue("hook.n.svc"));
        _folder.Read();
        Assert.NotSame(first, _folder.Certificate);
    }

    [Fact]
    public void Half_a_pair_changes_nothing_and_is_told_once()
    {
        Write(_authority.Issue("hook.n.svc"));
        _folder.Read();
        var (first, next) = (_folder.Certificate, _authority.Issue("hook.n.svc"));
        _files.Write("tls.crt", next.ExportCertificatePem());
        _folder.Read();
        _folder.Read();
        Assert.Same(first, _folder.Certificate);
        Assert.Contains("tls.crt and tls.key", _folder.Fault, StringComparison.Ordinal);
        Assert.Single(_log.Warnings);
        Write(next);
        _folder.Read();
        Assert.NotSame(first, _folder.Certificate);
        Assert.Null(_folder.Fault);
    }

    [Fact]
    public void The_pair_before_put_back_heals_the_fault()
    {
        var only = _authority.Issue("hook.n.svc");
        Write(only);
        _folder.Read();
        _files.Write("tls.key", "");
        _folder.Read();
        Assert.NotNull(_folder.Fault);
        Write(only);
        _folder.Read();
        Assert.Null(_folder.Fault);
    }

    [Fact]
    public void Without_files_there_is_no_certificate_and_the_folder_is_named()
    {
        _folder.Read();
        Assert.Null(_folder.Certificate);
        Assert.Contains(_files.Path, _folder.Fault, StringComparison.Ordinal);
    }

    private void Write(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        _files.Write("tls.crt", certificate.ExportCertificatePem());
        _files.Write("tls.key", key.ExportPkcs8PrivateKeyPem());
    }
}
