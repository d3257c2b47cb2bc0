using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ModelMonitor.ModelServer.Exporting;

/// <summary>The stand-in GPU exporter: <c>GET /metrics</c> replays a recorded page, <c>GET /health</c> says that it runs. There is no GPU.</summary>
public sealed class StandInExporter : IAsyncDisposable
{
    private readonly string? _file;
    private readonly TimeProvider _time;
    private readonly WebApplication _app;
    private readonly long _start;

    /// <summary>Prepares an exporter; <see cref="StartAsync"/> opens its port.</summary>
    /// <param name="options">What it is.</param>
    /// <param name="time">The clock by which its counters grow.</param>
    /// <exception cref="FormatException">The listen address is none.</exception>
    public StandInExporter(ExporterOptions options, TimeProvider time)
    {
        _file = options.MetricsFile;
        _time = time;
        _start = time.GetTimestamp();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var listen = EndPointOf(options.ListenAddress);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(listen));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>Where it listens, once started.</summary>
    public int Port => new Uri(_app.Urls.First()).Port;

    /// <summary>Opens the port.</summary>
    public Task StartAsync() => _app.StartAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static IPEndPoint EndPointOf(string listen)
    {
        var colon = listen.LastIndexOf(':');
        if (colon < 0) throw new FormatException($"'{listen}' is no listen address: it has no port");
        var port = int.Parse(listen.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture);
        return new(colon == 0 ? IPAddress.Any : IPAddress.Parse(listen.AsSpan(0, colon)), port);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/metrics":
                var text = _file is null ? Recording.BuiltIn() : await File.ReadAllTextAsync(_file, context.RequestAborted);
                context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
                await context.Response.WriteAsync(Recording.After(text, _time.GetElapsedTime(_start)), context.RequestAborted);
                break;
            case "/health":
                await context.Response.WriteAsync("OK\n");
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }
}
