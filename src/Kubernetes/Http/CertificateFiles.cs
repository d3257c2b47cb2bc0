using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace ModelMonitor.Kubernetes;

/// <summary>The certificates of a configuration, as their files have them now.</summary>
/// <remarks>
/// Guarantees: the value is another one only when the content of a file is. A file that cannot be read, or is half written, changes
/// nothing and is told once. Caveats: not safe for concurrent use; files are read where the caller stands, so they must be local.
/// </remarks>
internal sealed partial class CertificateFiles
{
    /// <summary>How often the files are looked at while all goes well (client-go's <c>transport/ca_rotation.go</c>).</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly string? _authorityPath;
    private readonly (string Certificate, string Key)? _clientPaths;
    private ConnectionCertificates _current;
    private (string? Authority, string? Certificate, string? Key) _texts;
    private long? _readAt;
    private string? _told;

    /// <summary>Begins with the configuration's own certificates; its files are first read when asked.</summary>
    public CertificateFiles(ClientConfig config, TimeProvider time, ILogger log)
    {
        (_time, _log) = (time, log);
        if (config.CertificateAuthority is { Count: > 0 }) _authorityPath = config.CertificateAuthorityFile;
        if (config is { ClientCertificate: not null, ClientCertificateFile: { } certificate, ClientKeyFile: { } key })
            _clientPaths = (certificate, key);
        _current = new(
            config.CertificateAuthority,
            config.ClientCertificate is { } own ? new ClientIdentity(own, config.ClientCertificateChain) : null);
    }

    /// <summary>The certificates in use.</summary>
    /// <param name="now">Whether to look at the files although their time has not come.</param>
    public ConnectionCertificates Read(bool now)
    {
        if (_authorityPath is null && _clientPaths is null) return _current;
        if (!now && _readAt is { } readAt && _time.GetElapsedTime(readAt) < Period) return _current;
        _readAt = _time.GetTimestamp();
        try
        {
            TakeOver();
            _told = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException or ClientConfigException)
        {
            if (_told != e.Message) LogKept(_log, string.Join(", ", Paths()), e.Message);
            _told = e.Message;
        }

        return _current;
    }

    private void TakeOver()
    {
        var texts = (ReadText(_authorityPath), ReadText(_clientPaths?.Certificate), ReadText(_clientPaths?.Key));
        if (texts == _texts) return;
        // Both or neither: a new certificate whose key is still to come must not be half taken.
        _current = new(
            texts.Item1 is { } authority ? Certificates.Authority(authority, _authorityPath!) : _current.Authority,
            texts is { Item2: { } certificate, Item3: { } key } ? Certificates.Client(certificate, key) : _current.Client);
        _texts = texts;
    }

    private static string? ReadText(string? path) => path is null ? null : File.ReadAllText(path);

    private IEnumerable<string> Paths() => new[] { _authorityPath, _clientPaths?.Certificate, _clientPaths?.Key }.OfType<string>();

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Files}: not all can be read, the certificates before stay in use: {Error}")]
    private static partial void LogKept(ILogger logger, string files, string error);
}
