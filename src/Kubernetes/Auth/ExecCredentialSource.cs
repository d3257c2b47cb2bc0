using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ModelMonitor.Kubernetes;

/// <summary>
/// Credentials from a program, by the <c>ExecCredential</c> contract of <c>client.authentication.k8s.io</c> (<c>v1</c> and
/// <c>v1beta1</c>). It runs when the first request needs a credential, when the last one has expired, and when the server has refused
/// the one in use.
/// </summary>
/// <remarks>
/// Guarantees: safe for concurrent use; one run at a time, whose result all who wait share; nothing that the program was given or has
/// printed goes into a log or a message. Caveats: the program gets no terminal and no input; a failure is told to those who wait, and
/// the next request runs the program again.
/// </remarks>
public sealed partial class ExecCredentialSource
{
    /// <summary>How long the program may take. Long enough for a person to be asked in a browser, short enough to notice a hang.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly ExecCommand _command;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private Task<Credential>? _running;
    private Credential? _current;
    private DateTimeOffset? _expires;
    private (string Certificate, string Key)? _pem;

    internal ExecCredentialSource(ExecCommand command, TimeProvider? time, ILoggerFactory? loggers)
    {
        _command = command;
        _time = time ?? TimeProvider.System;
        _log = (loggers ?? NullLoggerFactory.Instance).CreateLogger<ExecCredentialSource>();
    }

    /// <summary>The credential to send; another one where <paramref name="refused"/> is still the one in use.</summary>
    internal async ValueTask<Credential> GetAsync(Credential? refused, CancellationToken cancellationToken)
    {
        Task<Credential> run;
        lock (_lock)
        {
            var good = _current is not null && !ReferenceEquals(_current, refused) && !(_expires <= _time.GetUtcNow());
            if (_running is null && good) return _current!;
            run = _running ??= Start();
        }

        // The run belongs to all: it goes on when this caller gives up.
        return await run.WaitAsync(cancellationToken);
    }

    private Task<Credential> Start()
    {
        var run = Task.Run(RunAsync, CancellationToken.None);
        // Nobody may be left to see it fail.
        _ = run.ContinueWith(t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return run;
    }

    private async Task<Credential> RunAsync()
    {
        try
        {
            var status = Parse(await ExecPlugin.RunAsync(_command, _time));
            var identity = Identity(status);
            lock (_lock)
            {
                _expires = status.ExpirationTimestamp;
                _current = new Credential(status.Token is { Length: > 0 } token ? token : null, identity);
                LogNew(_log, _command.Command, _expires);
                return _current;
            }
        }
        finally
        {
            lock (_lock) _running = null;
        }
    }

    private ExecCredentialStatus Parse(byte[] output)
    {
        ExecCredentialJson? read;
        try
        {
            read = JsonSerializer.Deserialize(output, ProtocolJsonContext.Default.ExecCredentialJson);
        }
        catch (JsonException e)
        {
            // Without the parser's own words and path: they may quote what was read.
            throw _command.Fault($"printed no ExecCredential (line {e.LineNumber}, byte {e.BytePositionInLine})");
        }

        if (read is not { Kind: "ExecCredential" }) throw _command.Fault("printed something of another kind than ExecCredential");
        if (read.ApiVersion != _command.ApiVersion) throw _command.Fault($"printed another apiVersion than {_command.ApiVersion}");
        if (read.Status is not { } status) throw _command.Fault("printed an ExecCredential without a status");
        var (certificate, key) = (!string.IsNullOrEmpty(status.ClientCertificateData), !string.IsNullOrEmpty(status.ClientKeyData));
        if (certificate != key) throw _command.Fault("status: clientCertificateData and clientKeyData go together");
        if (!certificate && string.IsNullOrEmpty(status.Token)) throw _command.Fault("status: neither token nor clientCertificateData");
        return status;
    }

    // The same certificate is the same identity: its connections stay.
    private ClientIdentity? Identity(ExecCredentialStatus status)
    {
        if (string.IsNullOrEmpty(status.ClientCertificateData)) return null;
        var pem = (status.ClientCertificateData, status.ClientKeyData!);
        if (_pem == pem && _current?.Identity is { } known) return known;
        try
        {
            var identity = Certificates.Client(pem.ClientCertificateData, pem.Item2);
            _pem = pem;
            return identity;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw _command.Fault("status: clientCertificateData and clientKeyData are no certificate with its key");
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Command} gave a credential, valid until {Expires}")]
    private static partial void LogNew(ILogger logger, string command, DateTimeOffset? expires);
}
