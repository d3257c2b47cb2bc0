using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes;

/// <summary>What the server was asked.</summary>
internal sealed record Seen(string Method, string Target, string Body, IHeaderDictionary Headers);

/// <summary>
/// An HTTP server on loopback that answers as a test says, for what a real API server cannot be made to answer: broken streams, odd
/// bodies, certificates for other hosts.
/// </summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestServer(WebApplication app) => _app = app;

    public ConcurrentQueue<Seen> Requests { get; } = [];

    public Uri Address { get; private set; } = null!;

    public static async Task<TestServer> StartAsync(
        Func<HttpContext, int, Task> answer, X509Certificate2? certificate = null, Action<HttpsConnectionAdapterOptions>? https = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is null) return;
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(certificate, o => https?.Invoke(o));
        }));
        var server = new TestServer(builder.Build());
        var count = 0;
        server._app.Run(async context =>
        {
            var number = Interlocked.Increment(ref count);
            using var body = new StreamReader(context.Request.Body);
            server.Requests.Enqueue(new Seen(
                context.Request.Method,
                context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
                await body.ReadToEndAsync(context.RequestAborted),
                new HeaderDictionary(context.Request.Headers.ToDictionary())));
            await answer(context, number);
        });
        await server._app.StartAsync();
        var addresses = server._app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        server.Address = new Uri(addresses.Addresses.Single());
        return server;
    }

    /// <summary>Answers every request with the same JSON.</summary>
    public static Task<TestServer> StartAsync(string json, int status = 200) => StartAsync((c, _) => WriteAsync(c, status, json));

    public static async Task WriteAsync(HttpContext context, int status, string body, string contentType = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body), context.RequestAborted);
    }

    /// <summary>A client of this server; by the wall clock with more patience, so that a busy machine fails no test.</summary>
    public KubernetesClient Client(TimeProvider? time = null, ITokenSource? token = null)
    {
        var config = new ClientConfig { Server = Address, Token = token };
        return new(time is null ? config with { RequestTimeout = TimeSpan.FromMinutes(1) } : config, time);
    }

    public async ValueTask DisposeAsync()
    {
        // Requests left hanging on purpose are cut, not waited for.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
