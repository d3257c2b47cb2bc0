using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ModelMonitor.ModelServer.Serving;

/// <summary>
/// The stand-in model server: <c>POST /v1/completions</c>, <c>GET /health</c> and <c>GET /metrics</c>, the answers' timing from a
/// <see cref="Simulation.ServiceModel"/> and their text made of nothing.
/// </summary>
public sealed class StandInServer : IAsyncDisposable
{
    private readonly ServeOptions _options;
    private readonly TimeProvider _time;
    private readonly ModelEngine _engine;
    private readonly WebApplication _app;
    private readonly long _start;
    private volatile bool _stopping;

    /// <summary>Prepares a server; <see cref="StartAsync"/> opens its port.</summary>
    /// <param name="options">What it is.</param>
    /// <param name="time">The clock of its engine and its delays.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public StandInServer(ServeOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _start = time.GetTimestamp();
        _engine = new(options, time);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Any, options.Port));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTimeout);
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>Where it listens, once started.</summary>
    public int Port => new Uri(_app.Urls.First()).Port;

    private bool Loaded => _time.GetElapsedTime(_start) >= _options.StartupDelay;

    /// <summary>Opens the port; the start-up delay runs from the constructor on.</summary>
    public Task StartAsync() => _app.StartAsync();

    /// <summary>Leaves as a pod should: not ready at once, no new requests after the shutdown delay, open ones finished in time.</summary>
    public async Task StopAsync()
    {
        _stopping = true;
        await Task.Delay(_options.ShutdownDelay, _time);
        await _app.StopAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _engine.Dispose();
    }

    private Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        if (!Loaded) return RefuseAsync(context, 503, "the model is loading");
        return (request.Method, request.Path.Value) switch
        {
            ("GET", "/health") => _stopping ? RefuseAsync(context, 503, "shutting down") : Task.CompletedTask,
            ("GET", "/metrics") => MetricsAsync(context.Response),
            ("POST", "/v1/completions") => CompleteAsync(context),
            _ => RefuseAsync(context, 404, "POST /v1/completions, GET /health, GET /metrics"),
        };
    }

    private Task MetricsAsync(HttpResponse response)
    {
        response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return response.WriteAsync(_engine.Metrics());
    }

    private async Task CompleteAsync(HttpContext context)
    {
        var (body, mistake) = await CompletionParser.ReadAsync(context.Request);
        if (body is null)
        {
            await RefuseAsync(context, 400, mistake!);
            return;
        }

        var promptTokens = body.PromptTokens ?? (body.Prompt?.Length ?? 0) / 4;
        if (_engine.Submit(promptTokens, body.MaxTokens) is not { } completion)
        {
            await RefuseAsync(context, 400, "prompt and answer are longer than the cache");
            return;
        }

        try
        {
            await completion.First.WaitAsync(context.RequestAborted);
            if (body.Stream) context.Response.ContentType = "text/event-stream";
            if (body.Stream) await WriteEventAsync(context, """{"object":"text_completion","choices":[{"index":0,"text":"a"}]}""");
            await completion.Last.WaitAsync(context.RequestAborted);
            var usage = new CompletionAnswer { Usage = new(promptTokens, body.MaxTokens) };
            if (body.Stream) await WriteEventAsync(context, "[DONE]");
            else await context.Response.WriteAsJsonAsync(usage, WireJson.Default.CompletionAnswer);
        }
        catch (OperationCanceledException)
        {
            _engine.Abort(completion);
        }
    }

    private static async Task WriteEventAsync(HttpContext context, string data)
    {
        await context.Response.WriteAsync($"data: {data}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext context, int code, string message)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(message + "\n");
    }
}
