using System.Net;
using Microsoft.Extensions.Logging;

namespace ModelMonitor.Kubernetes;

/// <summary>Keeps connections that were made with the certificates of now: new ones get a transport of their own.</summary>
/// <remarks>
/// <para><b>Guarantees.</b> Safe for concurrent use. Certificate files are looked at every five minutes at most, and at once after a
/// failed connection or a 401; where that changes something, a request that the server has not begun (refused handshake, 401) is sent
/// once more. The transport before is disposed when its last answer has been read: a running watch is not cut, it goes on with the
/// certificates that it was opened with until it ends, ten minutes at most.</para>
/// <para><b>Assumptions.</b> Bodies can be sent twice. Answers are disposed by whoever asked.</para>
/// </remarks>
/// <param name="files">The configuration's certificates.</param>
/// <param name="create">Makes the transport for certificates.</param>
/// <param name="log">Where changes are told.</param>
internal sealed partial class ReloadingHandler(
    CertificateFiles files, Func<ConnectionCertificates, HttpMessageHandler> create, ILogger log) : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private Transport? _transport;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var transport = Take(request, readFiles: false);
        HttpResponseMessage response;
        try
        {
            response = await transport.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            // TLS 1.3 refuses a client's certificate after the handshake: then it looks like any other broken connection, and the
            // server may have begun. The next request has the new certificates.
            var next = Take(request, readFiles: true);
            if (e.HttpRequestError == HttpRequestError.SecureConnectionError && next != transport)
                return await next.SendAsync(request, cancellationToken);
            next.Release();
            throw;
        }

        if (response.StatusCode != HttpStatusCode.Unauthorized) return response;
        var newer = Take(request, readFiles: true);
        if (newer == transport)
        {
            newer.Release();
            return response;
        }

        response.Dispose();
        return await newer.SendAsync(request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (_lock)
            {
                _transport?.Dispose();
                _transport = null;
            }
        }

        base.Dispose(disposing);
    }

    /// <summary>The transport of the certificates of now, in use until it is released.</summary>
    private Transport Take(HttpRequestMessage request, bool readFiles)
    {
        lock (_lock)
        {
            var wanted = files.Read(readFiles);
            if (request.Options.TryGetValue(ClientIdentity.Option, out var own) && own is not null) wanted = wanted with { Client = own };
            if (_transport?.Certificates != wanted)
            {
                if (_transport is { } before)
                {
                    LogChanged(log);
                    before.Release();
                }

                _transport = new Transport(wanted, create(wanted));
            }

            _transport.Use();
            return _transport;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The certificates for the API server have changed; new requests use new connections")]
    private static partial void LogChanged(ILogger logger);

    /// <summary>Connections made with the same certificates; disposed by the last one to release it.</summary>
    private sealed class Transport(ConnectionCertificates certificates, HttpMessageHandler handler) : HttpMessageInvoker(handler)
    {
        // One for being the handler's present transport.
        private int _uses = 1;

        public ConnectionCertificates Certificates => certificates;

        public void Use() => Interlocked.Increment(ref _uses);

        public void Release()
        {
            if (Interlocked.Decrement(ref _uses) == 0) Dispose();
        }

        /// <summary>Sends, and releases the use that was taken for it when the answer has been read.</summary>
        public override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                var response = await base.SendAsync(request, cancellationToken);
                response.Content = new LastingContent(response.Content, Release);
                return response;
            }
            catch
            {
                Release();
                throw;
            }
        }
    }
}
