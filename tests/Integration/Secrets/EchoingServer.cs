using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ModelMonitor.Tests.Integration.Secrets;

/// <summary>The worst metrics source: refuses every query, and says in its answer what secret it was sent.</summary>
internal sealed class EchoingServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EchoingServer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(async http =>
        {
            var told = string.Join(' ', http.Request.Headers.Authorization.Concat(http.Request.Headers["X-Api-Key"]));
            Heard.Enqueue(told);
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync($$"""{"status":"error","errorType":"bad_data","error":"no: {{told}}"}""");
        });
    }

    /// <summary>What it was sent.</summary>
    public ConcurrentQueue<string> Heard { get; } = new();

    /// <summary>Its port.</summary>
    public int Port => new Uri(_app.Urls.Single()).Port;

    public static async Task<EchoingServer> StartAsync()
    {
        var server = new EchoingServer();
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
