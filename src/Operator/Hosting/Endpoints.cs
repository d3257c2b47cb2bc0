using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Configuration;
using ModelMonitor.Operator.Exposition;

namespace ModelMonitor.Operator.Hosting;

/// <summary>What the process answers over HTTP: <c>/metrics</c> on one address, <c>/healthz</c> and <c>/readyz</c> on another.</summary>
public static class Endpoints
{
    /// <summary>Serves <c>/metrics</c>.</summary>
    /// <param name="address"><c>host:port</c> or <c>:port</c>.</param>
    /// <param name="exposition">What is shown.</param>
    /// <param name="guard">Who may read it; then it is served over https. Null: everybody, over http.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where the web server logs.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="ConfigurationException">The address cannot be read or is in use.</exception>
    public static Task<WebApplication> ServeMetricsAsync(
        string address, PrometheusExposition exposition, MetricsGuard? guard, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var certificate = guard is null ? null : new SelfMadeCertificate(Environment.MachineName, time);
        return ServeAsync(address, "--metrics-bind-address", certificate, loggers, cancellationToken, ("/metrics", async response =>
        {
            if (guard is not null && await guard.MayReadAsync(response.HttpContext.Request.Headers.Authorization, response.HttpContext.RequestAborted) is var access
                && access != MetricsAccess.Allowed)
            {
                Refuse(response, access);
                return;
            }

            response.ContentType = PrometheusExposition.ContentType;
            exposition.Write(response.BodyWriter);
        }
        ));
    }

    /// <summary>Serves <c>/healthz</c> and <c>/readyz</c>.</summary>
    /// <param name="address"><c>host:port</c> or <c>:port</c>.</param>
    /// <param name="alive">Checks behind <c>/healthz</c>.</param>
    /// <param name="ready">Checks behind <c>/readyz</c>.</param>
    /// <param name="loggers">Where the web server logs.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="ConfigurationException">The address cannot be read or is in use.</exception>
    public static Task<WebApplication> ServeProbesAsync(
        string address, Readiness alive, Readiness ready, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        ServeAsync(address, "--health-probe-bind-address", null, loggers, cancellationToken,
            ("/healthz", response => WriteAsync(response, alive)), ("/readyz", response => WriteAsync(response, ready)));

    private static async Task<WebApplication> ServeAsync(
        string address, string flag, SelfMadeCertificate? certificate, ILoggerFactory loggers, CancellationToken cancellationToken,
        params (string Path, Func<HttpResponse, Task> Answer)[] routes)
    {
        var bind = BindAddress.Parse(address, flag);
        var builder = WebApplication.CreateEmptyBuilder(new());
        if (certificate is null)
        {
            builder.WebHost.UseKestrelCore().UseUrls($"http://{bind.Host ?? "*"}:{bind.Port}");
        }
        else
        {
            var tls = new TlsHandshakeCallbackOptions { OnConnection = _ => new(WebhookEndpoint.OptionsOf(certificate.Current())) };
            builder.WebHost.UseKestrelCore().ConfigureKestrel(server => bind.Listen(server, flag, listen => listen.UseHttps(tls)));
        }

        builder.Services.AddSingleton(loggers);
        var app = builder.Build();
        app.Run(http =>
        {
            foreach (var (path, answer) in routes)
                if (http.Request.Path == path) return answer(http.Response);
            http.Response.StatusCode = (int)HttpStatusCode.NotFound;
            return Task.CompletedTask;
        });
        try
        {
            await app.StartAsync(cancellationToken);
            return app;
        }
        catch (IOException e)
        {
            await app.DisposeAsync();
            throw bind.InUse(flag, e);
        }
    }

    // Nothing that the caller sent comes back.
    private static void Refuse(HttpResponse response, MetricsAccess access)
    {
        (response.StatusCode, var header) = access switch
        {
            MetricsAccess.Unauthenticated => (StatusCodes.Status401Unauthorized, ("WWW-Authenticate", "Bearer")),
            MetricsAccess.Forbidden => (StatusCodes.Status403Forbidden, default((string, string)?)),
            MetricsAccess.TooMany => (StatusCodes.Status429TooManyRequests, ("Retry-After", "1")),
            _ => (StatusCodes.Status500InternalServerError, null),
        };
        if (header is var (name, value)) response.Headers[name] = value;
    }

    private static async Task WriteAsync(HttpResponse response, Readiness readiness)
    {
        var (well, text) = readiness.Answer();
        response.StatusCode = (int)(well ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable);
        response.ContentType = "text/plain; charset=utf-8";
        await response.WriteAsync(text);
    }
}
