using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ModelMonitor.Metrics;

/// <summary>The texts of a source's certificate files at one moment; null where none is configured.</summary>
/// <param name="Authorities">PEM of the roots to trust.</param>
/// <param name="Certificate">PEM of our certificate, leaf first.</param>
/// <param name="Key">PEM of its key.</param>
internal sealed record TlsMaterial(string? Authorities, string? Certificate, string? Key)
{
    /// <exception cref="ArgumentException">A file cannot be read.</exception>
    public static TlsMaterial Read(PrometheusOptions options)
    {
        return new(Text("caFile", options.CaFile), Text("clientCertificateFile", options.ClientCertificateFile), Text("clientKeyFile", options.ClientKeyFile));

        string? Text(string field, string? file)
        {
            try
            {
                return file is null ? null : File.ReadAllText(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ArgumentException($"metrics source {options.Name}: {field} {file} cannot be read: {e.Message}", e);
            }
        }
    }

    /// <summary>Sets the certificates of a connection.</summary>
    /// <exception cref="ArgumentException">A text holds no certificate, or the key is of another certificate.</exception>
    public void Apply(SslClientAuthenticationOptions tls, PrometheusOptions options)
    {
        if (Authorities is not null) tls.CertificateChainPolicy = TrustOnly(options);
        if (Certificate is not null) tls.ClientCertificateContext = Identity(options);
        tls.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            errors == SslPolicyErrors.None ? true : throw new CertificateRefusedException(Explain(certificate, chain, errors));
    }

    private X509ChainPolicy TrustOnly(PrometheusOptions options)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPem(Authorities);
        }
        catch (CryptographicException e)
        {
            throw new ArgumentException($"metrics source {options.Name}: caFile {options.CaFile} cannot be read: {e.Message}", e);
        }

        return policy.CustomTrustStore.Count > 0
            ? policy
            : throw new ArgumentException($"metrics source {options.Name}: caFile {options.CaFile} holds no certificate");
    }

    private SslStreamCertificateContext Identity(PrometheusOptions options)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(Certificate);
            return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(Certificate, Key), chain, offline: true);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new ArgumentException(
                $"metrics source {options.Name}: clientCertificateFile {options.ClientCertificateFile} and clientKeyFile {options.ClientKeyFile} "
                + "are no certificate and its unencrypted key, both as PEM",
                e);
        }
    }

    private static string Explain(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var whys = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)) whys.Add("it shows no certificate");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) whys.Add("its certificate is of another name");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            var faults = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, s) => all | s.Status);
            if (faults.HasFlag(X509ChainStatusFlags.NotTimeValid))
                whys.Add(FormattableString.Invariant($"its certificate or that of its CA has expired or is not valid yet ({ValidityOf(certificate)})"));
            if ((faults & ~X509ChainStatusFlags.NotTimeValid) != X509ChainStatusFlags.NoError) whys.Add("its certificate is not signed by a trusted CA");
        }

        return string.Join("; ", whys);
    }

    private static string ValidityOf(X509Certificate? certificate) => certificate is X509Certificate2 c
        ? FormattableString.Invariant($"{c.NotBefore.ToUniversalTime():yyyy-MM-dd} to {c.NotAfter.ToUniversalTime():yyyy-MM-dd}")
        : "unknown";
}
