using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics;

/// <summary>Pods at addresses that do not exist, which answer what a test says.</summary>
internal sealed class PodsStandIn : HttpMessageHandler
{
    private readonly Dictionary<string, Func<CancellationToken, Task<HttpResponseMessage>>> _answers = [];
    private readonly Lock _lock = new();

    /// <summary>Addresses in the order in which they were asked.</summary>
    public List<string> Asked { get; } = [];

    public int AskedCount
    {
        get
        {
            lock (_lock) return Asked.Count;
        }
    }

    public ManualTime Time { get; } = new();

    public PodsSource Source(PodsOptions? options = null) =>
        new(options ?? new(), EngineCatalog.LoadEmbedded(), Time, NullLogger.Instance, this);

    public PodScraper Scraper() => new(new(), Time, this);

    public PodsStandIn Answers(string endpoint, Func<HttpResponseMessage> answer) => Answers(endpoint, _ => Task.FromResult(answer()));

    public PodsStandIn Answers(string endpoint, Func<CancellationToken, Task<HttpResponseMessage>> answer)
    {
        _answers[endpoint] = answer;
        return this;
    }

    public PodsStandIn Exposes(string endpoint, Func<string> text) => Answers(endpoint, () => Text(text()));

    public PodsStandIn Exposes(string endpoint, string text) => Exposes(endpoint, () => text);

    public PodsStandIn Hangs(string endpoint) => Answers(endpoint, async cancelled =>
    {
        await new TaskCompletionSource<HttpResponseMessage>().Task.WaitAsync(cancelled);
        throw new InvalidOperationException("unreachable");
    });

    public static HttpResponseMessage Text(string text, string type = "text/plain; version=0.0.4", HttpStatusCode status = HttpStatusCode.OK)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return new(status) { Content = content };
    }

    /// <summary>What a vLLM pod exposes at 0.</summary>
    public static string Vllm(double running = 0, double waiting = 0, double completed = 0, double withinOneSecond = 0, double requests = 0, string model = "llama")
    {
        var labels = $"engine=\"0\",model_name=\"{model}\"";
        return string.Create(CultureInfo.InvariantCulture, $$"""
            vllm:num_requests_running{{{labels}}} {{running}}
            vllm:num_requests_waiting{{{labels}}} {{waiting}}
            vllm:request_success_total{{{labels}},finished_reason="stop"} {{completed}}
            vllm:request_success_total{{{labels}},finished_reason="error"} 0
            vllm:kv_cache_usage_perc{{{labels}}} 0.25
            vllm:time_to_first_token_seconds_bucket{{{labels}},le="0.5"} 0
            vllm:time_to_first_token_seconds_bucket{{{labels}},le="1.0"} {{withinOneSecond}}
            vllm:time_to_first_token_seconds_bucket{{{labels}},le="+Inf"} {{requests}}
            vllm:time_to_first_token_seconds_sum{{{labels}}} {{requests}}
            vllm:time_to_first_token_seconds_count{{{labels}}} {{requests}}

            """);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var endpoint = request.RequestUri!.Authority + request.RequestUri.PathAndQuery;
        lock (_lock) Asked.Add(endpoint);
        return _answers.TryGetValue(endpoint, out var answer)
            ? answer(cancellationToken)
            : throw new HttpRequestException(HttpRequestError.ConnectionError, inner: new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.ConnectionRefused));
    }
}
