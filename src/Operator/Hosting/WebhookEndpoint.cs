using System.Buffers;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Configuration;

namespace ModelMonitor.Operator.Hosting;

/// <summary>What API servers ask about pods: an AdmissionReview by POST to <see cref="Path"/>, TLS 1.2 or later.</summary>
internal static class WebhookEndpoint
{
    /// <summary>Where the webhook is asked.</summary>
    public const string Path = "/mutate-pods";

    private const string Flag = "--webhook-bind-address";

    /// <summary>Serves it.</summary>
    /// <param name="address">Where.</param>
    /// <param name="certificate">What to show, asked at every handshake; without one the handshake fails.</param>
    /// <param name="reviewer">Answers.</param>
    /// <param name="metrics">Where calls are counted.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where the web server logs.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="ConfigurationException">The address cannot be used or is in use.</exception>
    public static async Task<WebApplication> ServeAsync(
        BindAddress address, Func<ServingCertificate?> certificate, AdmissionReviewer reviewer, WebhookMetrics metrics, TimeProvider time,
        ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var tls = new TlsHandshakeCallbackOptions { OnConnection = _ => new(OptionsOf(certificate())) };
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.Limits.MaxRequestBodySize = AdmissionReviewer.MostBytes;
            server.AddServerHeader = false;
            address.Listen(server, Flag, listen => listen.UseHttps(tls));
        });
        builder.Services.AddSingleton(loggers);
        var app = builder.Build();
        app.Run(http => AnswerAsync(http, reviewer, metrics, time));
        try
        {
            await app.StartAsync(cancellationToken);
            return app;
        }
        catch (Exception e)
        {
            await app.DisposeAsync();
            if (e is IOException io) throw address.InUse(Flag, io);
            throw;
        }
    }

    /// <summary>How our servers speak TLS.</summary>
    /// <param name="certificate">What is shown.</param>
    /// <exception cref="AuthenticationException">There is no certificate.</exception>
    public static SslServerAuthenticationOptions OptionsOf(ServingCertificate? certificate) => new()
    {
        ServerCertificateContext = certificate?.Context ?? throw new AuthenticationException("there is no serving certificate yet"),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
    };

    private static async Task AnswerAsync(HttpContext http, AdmissionReviewer reviewer, WebhookMetrics metrics, TimeProvider time)
    {
        if (http.Request.Path != Path || !HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.StatusCode = http.Request.Path == Path ? StatusCodes.Status405MethodNotAllowed : StatusCodes.Status404NotFound;
            return;
        }

        var start = time.GetTimestamp();
        if (await ReadAsync(http) is not { } body)
        {
            // A status of HTTP, not a refusal: the API server takes it for our failure and goes on without us.
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            metrics.Ended(AdmissionResult.TooLarge, time.GetElapsedTime(start));
            return;
        }

        var (answer, result) = reviewer.Review(body.Span);
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = answer.Length;
        metrics.Ended(result, time.GetElapsedTime(start));
        await http.Response.Body.WriteAsync(answer, http.RequestAborted);
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContext http)
    {
        try
        {
            var body = new ArrayBufferWriter<byte>(Math.Clamp((int)(http.Request.ContentLength ?? 0), 1, AdmissionReviewer.MostBytes));
            while (await http.Request.Body.ReadAsync(body.GetMemory(4096), http.RequestAborted) is > 0 and var count) body.Advance(count);
            return body.WrittenMemory;
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
    }
}
