using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ModelMonitor.Kubernetes;

/// <summary>
/// A token in a file that somebody else renews, as the kubelet does for service accounts. It is read again after a minute, less a
/// leeway (the periods of client-go's <c>transport/token_source.go</c>), and at once when the server refuses it.
/// </summary>
/// <remarks>
/// Guarantees: safe for concurrent use; a token that has been read stays in use while the file cannot be read.
/// Caveats: the file is read under a lock; it must lie on a local file system.
/// </remarks>
public sealed partial class FileTokenSource : ITokenSource
{
    /// <summary>How long a token counts as fresh.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(60);

    /// <summary>How much earlier it is read again.</summary>
    public static readonly TimeSpan Leeway = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private string? _token;
    private long _readAt;

    /// <summary>A source that reads a file when first asked.</summary>
    /// <param name="path">The file; white space around the token is dropped.</param>
    /// <param name="time">The clock; the system's by default.</param>
    /// <param name="loggers">Where a failed read is reported.</param>
    public FileTokenSource(string path, TimeProvider? time = null, ILoggerFactory? loggers = null)
    {
        _path = path;
        _time = time ?? TimeProvider.System;
        _log = (loggers ?? NullLoggerFactory.Instance).CreateLogger<FileTokenSource>();
    }

    /// <inheritdoc />
    public ValueTask<string> GetTokenAsync(string? refused, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // A refused token that is no longer ours was replaced by another request: the newer one has not been tried yet.
            var stale = _token is null || _token == refused || _time.GetElapsedTime(_readAt) >= Period - Leeway;
            if (stale) Read_NeedsLock();
            return ValueTask.FromResult(_token!);
        }
    }

    private void Read_NeedsLock()
    {
        try
        {
            var token = File.ReadAllText(_path).Trim();
            if (token.Length == 0) throw new IOException("the file is empty");
            _token = token;
            _readAt = _time.GetTimestamp();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (_token is null) throw new ClientConfigException($"token file {_path}: {e.Message}", e);
            LogKept(_log, _path, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Token file {Path} cannot be read, the token before stays in use: {Error}")]
    private static partial void LogKept(ILogger logger, string path, string error);
}
