using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace ModelMonitor.Kubernetes;

/// <summary>A serving certificate that somebody else keeps in files, <c>tls.crt</c> and <c>tls.key</c>, cert-manager for example.</summary>
/// <remarks>
/// Guarantees: the certificate is another one only when the content of a file is; a pair that is half written changes nothing and is told
/// once. <see cref="Certificate"/> and <see cref="Fault"/> are safe for concurrent use. Caveats: one caller of <see cref="Read"/> at a
/// time; the files are read where it stands, so they must be local.
/// </remarks>
/// <param name="path">The folder.</param>
/// <param name="logger">Where changes and faults are told; never a key.</param>
public sealed class CertificateFolder(string path, ILogger logger)
{
    private volatile ServingCertificate? _certificate;
    private volatile string? _fault;
    private (string Certificate, string Key) _texts;

    /// <summary>What to serve with; null before the first pair that could be read.</summary>
    public ServingCertificate? Certificate => _certificate;

    /// <summary>Why the files could not be read the last time, or null.</summary>
    public string? Fault => _fault;

    /// <summary>Looks at the files.</summary>
    public void Read()
    {
        try
        {
            var texts = (File.ReadAllText(Path.Combine(path, "tls.crt")), File.ReadAllText(Path.Combine(path, "tls.key")));
            if (texts == _texts && _fault is null) return;
            if (texts != _texts)
            {
                _certificate = ServingCertificate.FromPem(texts.Item1, texts.Item2);
                logger.LogInformation("serving with the certificate of {Folder}, to {End:u}", path, _certificate.NotAfter);
            }

            (_texts, _fault) = (texts, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            var fault = $"{path}: tls.crt and tls.key cannot be used: {e.Message}";
            if (_fault != fault) logger.LogWarning("{Fault}", fault);
            _fault = fault;
        }
    }
}
