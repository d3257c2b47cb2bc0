using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelMonitor.Operator.Configuration;
using ModelMonitor.Operator.Exposition;

namespace ModelMonitor.Operator.Hosting;

/// <summary>What the process answers over HTTP: <c>/metrics</c> on one address, <c>/healthz</c> and <c>/readyz</c> on another.</summary>
public static class Endpoints
{
    /// <summary>Serves <c>/metrics</c>.</summary>
    /// <param name="address"><c>host:port</c> or <c>:port</c>.</param>
    /// <param name="exposition">What is shown.</param>
    /// <param name="loggers">Where the web server logs.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="ConfigurationException">The address cannot be read or is in use.</exception>
    public static Task<WebApplication> ServeMetricsAsync(
        string address, PrometheusExposition exposition, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        ServeAsync(address, "--metrics-bind-address", loggers, cancellationToken, ("/metrics", response =>
        {
            response.ContentType = PrometheusExposition.ContentType;
            exposition.Write(response.BodyWriter);
            return Task.CompletedTask;
        }
    ));

    /// <summary>Serves <c>/healthz</c> and <c>/readyz</c>.</summary>
    /// <param name="address"><c>host:port</c> or <c>:port</c>.</param>
    /// <param name="alive">Checks behind <c>/healthz</c>.</param>
    /// <param name="ready">Checks behind <c>/readyz</c>.</param>
    /// <param name="loggers">Where the web server logs.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="ConfigurationException">The address cannot be read or is in use.</exception>
    public static Task<WebApplication> ServeProbesAsync(
        string address, Readiness alive, Readiness ready, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        ServeAsync(address, "--health-probe-bind-address", loggers, cancellationToken,
            ("/healthz", response => WriteAsync(response, alive)), ("/readyz", response => WriteAsync(response, ready)));

    private static async Task<WebApplication> ServeAsync(
        string address, string flag, ILoggerFactory loggers, CancellationToken cancellationToken,
        params (string Path, Func<HttpResponse, Task> Answer)[] routes)
    {
        var colon = address.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(address.AsSpan(colon + 1), out var port))
            throw new ConfigurationException($"{flag} '{address}' must be host:port or :port");

        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls($"http://{(colon == 0 ? "*" : address[..colon])}:{port}");
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
            throw new ConfigurationException($"cannot listen on {address}: {e.Message}; choose another with {flag}", e);
        }
    }

    private static async Task WriteAsync(HttpResponse response, Readiness readiness)
    {
        var (well, text) = readiness.Answer();
        response.StatusCode = (int)(well ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable);
        response.ContentType = "text/plain; charset=utf-8";
        await response.WriteAsync(text);
    }
}
