using System.Security.Cryptography.X509Certificates;

namespace ModelMonitor.Kubernetes;

/// <summary>Reads certificates from PEM.</summary>
internal static class Certificates
{
    /// <summary>The certificates of an authority; at least one.</summary>
    /// <param name="pem">PEM text.</param>
    /// <param name="source">Where the text is from, for the message.</param>
    public static X509Certificate2Collection Authority(string pem, string source)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        return certificates.Count > 0 ? certificates : throw new ClientConfigException($"{source}: no certificate in it");
    }

    /// <summary>A client's certificate with its key, and the intermediates that follow it.</summary>
    public static ClientIdentity Client(string certificatePem, string keyPem)
    {
        var certificate = X509Certificate2.CreateFromPem(certificatePem, keyPem);
        if (OperatingSystem.IsWindows())
        {
            // Windows' TLS takes no key that lives in memory only.
            using var inMemory = certificate;
            certificate = X509CertificateLoader.LoadPkcs12(inMemory.Export(X509ContentType.Pfx), password: null);
        }

        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificatePem);
        chain.RemoveAt(0);
        return new ClientIdentity(certificate, chain);
    }
}
