using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using ModelMonitor.ModelServer.Serving;

namespace ModelMonitor.Tests.Simulation.StandIn;

public sealed class StandInServerTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly ManualTime _time = new();
    private readonly StandInServer _server;
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });

    public StandInServerTests() => _server = new(new() { Port = 0, StartupDelay = TimeSpan.FromSeconds(120) }, _time);

    public async ValueTask InitializeAsync()
    {
        await _server.StartAsync();
        _client.BaseAddress = new($"http://127.0.0.1:{_server.Port}");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task It_answers_only_503_until_its_model_is_loaded()
    {
        _time.Advance(TimeSpan.FromSeconds(119));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _client.GetAsync("/health")).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _client.GetAsync("/metrics")).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _client.PostAsync("/v1/completions?max_tokens=1", null)).StatusCode);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync("/health")).StatusCode);
    }

    [Fact]
    public async Task A_streamed_answer_starts_with_the_first_token_and_ends_with_the_last()
    {
        Load();
        using var answer = await StartStreamAsync(prompt: 800, output: 11); // 100 ms, then 10 steps of 21.5 ms
        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.False(answer.Headers.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        using var response = await answer.Headers.WaitAsync(Deadline);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.StartsWith("data: {", await reader.ReadLineAsync(), StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromMilliseconds(214));
        var rest = reader.ReadToEndAsync();
        Assert.Equal(1, (await MetricsAsync())["vllm:num_requests_running"]);
        Assert.False(rest.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.EndsWith("data: [DONE]\n\n", await rest.WaitAsync(Deadline), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_metrics_say_what_its_queue_did()
    {
        Load();
        // Nine at once for eight sequences; each prompt takes 25 ms, so the ninth waits for the first to finish.
        var answers = new List<Task<HttpResponseMessage>>();
        for (var i = 0; i < 9; i++)
        {
            answers.Add(_client.PostAsJsonAsync("/v1/completions", new { prompt_tokens = 200, max_tokens = 20 }));
            await EventuallyAsync(m => m["vllm:num_requests_running"] + m["vllm:num_requests_waiting"] == i + 1);
        }

        _time.Advance(TimeSpan.FromMilliseconds(200));
        var busy = await MetricsAsync();
        Assert.Equal(8, busy["vllm:num_requests_running"]);
        Assert.Equal(1, busy["vllm:num_requests_waiting"]);
        Assert.Equal(1, busy["vllm:num_requests_waiting_by_reason{reason=capacity}"]);
        Assert.Equal(0, busy["vllm:num_requests_waiting_by_reason{reason=deferred}"]);
        Assert.Equal((8 * 201) / 16384.0, busy["vllm:kv_cache_usage_perc"], 1e-9);
        Assert.Equal(8, busy["vllm:time_to_first_token_seconds_count"]);
        Assert.Equal(4, busy["vllm:time_to_first_token_seconds_bucket{le=0.1}"]);

        _time.Advance(TimeSpan.FromSeconds(10));
        foreach (var answer in answers)
        {
            using var response = await answer.WaitAsync(Deadline);
            response.EnsureSuccessStatusCode();
        }

        var done = await MetricsAsync();
        Assert.Equal(9, done["vllm:request_success_total{finished_reason=length}"]);
        Assert.Equal(9 * 200, done["vllm:prompt_tokens_total"]);
        Assert.Equal(9 * 20, done["vllm:generation_tokens_total"]);
        Assert.Equal(9 * 19, done["vllm:inter_token_latency_seconds_count"]);
        Assert.Equal(9, done["vllm:request_time_per_output_token_seconds_count"]);
        Assert.Equal(9, done["vllm:e2e_request_latency_seconds_count"]);
        Assert.Equal(8, done["vllm:request_queue_time_seconds_bucket{le=0.5}"]);
        Assert.Equal(0, done["vllm:num_requests_running"] + done["vllm:num_requests_waiting"] + done["vllm:kv_cache_usage_perc"]);
    }

    [Theory]
    [InlineData("vllm:time_to_first_token_seconds", "0.001 0.005 0.01 0.02 0.04 0.06 0.08 0.1 0.25 0.5 0.75 1.0 2.5 5.0 7.5 10.0 20.0 40.0 80.0 160.0 640.0 2560.0 +Inf")]
    [InlineData("vllm:inter_token_latency_seconds", "0.01 0.025 0.05 0.075 0.1 0.15 0.2 0.3 0.4 0.5 0.75 1.0 2.5 5.0 7.5 10.0 20.0 40.0 80.0 +Inf")]
    [InlineData("vllm:request_time_per_output_token_seconds", "0.01 0.025 0.05 0.075 0.1 0.15 0.2 0.3 0.4 0.5 0.75 1.0 2.5 5.0 7.5 10.0 20.0 40.0 80.0 +Inf")]
    [InlineData("vllm:e2e_request_latency_seconds", "0.3 0.5 0.8 1.0 1.5 2.0 2.5 5.0 10.0 15.0 20.0 30.0 40.0 50.0 60.0 120.0 240.0 480.0 960.0 1920.0 7680.0 +Inf")]
    [InlineData("vllm:request_queue_time_seconds", "0.3 0.5 0.8 1.0 1.5 2.0 2.5 5.0 10.0 15.0 20.0 30.0 40.0 50.0 60.0 120.0 240.0 480.0 960.0 1920.0 7680.0 +Inf")]
    public async Task Its_histograms_have_vLLMs_bucket_edges(string histogram, string edges)
    {
        Load();
        var found = (await MetricsAsync()).Keys
            .Where(k => k.StartsWith($"{histogram}_bucket", StringComparison.Ordinal))
            .Select(k => k[(k.IndexOf("le=", StringComparison.Ordinal) + 3)..^1]);
        Assert.Equal(edges, string.Join(' ', found));
    }

    [Fact]
    public async Task A_client_that_goes_away_frees_its_sequence()
    {
        Load();
        using (var answer = await StartStreamAsync(prompt: 100, output: 1000)) await answer.CancelAsync();
        await EventuallyAsync(m => m["vllm:request_success_total{finished_reason=abort}"] == 1);
        _time.Advance(TimeSpan.FromMilliseconds(20));
        Assert.Equal(0, (await MetricsAsync())["vllm:num_requests_running"]);
    }

    [Fact]
    public async Task On_the_way_out_it_is_not_ready_but_finishes_what_it_has()
    {
        Load();
        using var before = await StartStreamAsync(prompt: 100, output: 500);
        var stop = _server.StopAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _client.GetAsync("/health")).StatusCode);
        using var late = await StartStreamAsync(prompt: 100, output: 500, running: 2); // clients have not heard yet
        _time.Advance(TimeSpan.FromSeconds(3));
        await Eventually.TrueAsync("the port is closed", RefusedAsync, Deadline);
        Assert.False(stop.IsCompleted);
        _time.Advance(TimeSpan.FromMinutes(1));
        foreach (var answer in new[] { before, late })
            Assert.EndsWith("[DONE]\n\n", await (await answer.Headers).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await stop.WaitAsync(Deadline);

        async Task<bool> RefusedAsync()
        {
            using var fresh = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = _client.BaseAddress };
            return await Record.ExceptionAsync(() => fresh.GetAsync("/health")) is HttpRequestException;
        }
    }

    [Theory]
    [InlineData("?max_tokens=0", "max_tokens")]
    [InlineData("?max_tokens=x", "not in a correct format")]
    [InlineData("?max_tokens=5&prompt_tokens=-1", "prompt_tokens")]
    [InlineData("?max_tokens=20000", "cache")]
    public async Task Requests_that_cannot_be_answered_are_refused(string query, string why)
    {
        Load();
        var answer = await _client.PostAsync("/v1/completions" + query, null);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(why, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private void Load() => _time.Advance(TimeSpan.FromSeconds(120));

    private async Task<Answer> StartStreamAsync(int prompt, int output, int running = 1)
    {
        var cancel = new CancellationTokenSource();
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/completions")
        {
            Content = JsonContent.Create(new { prompt_tokens = prompt, max_tokens = output, stream = true }),
        };
        var answer = new Answer(_client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel.Token), cancel);
        await EventuallyAsync(m => m["vllm:num_requests_running"] + m["vllm:num_requests_waiting"] == running);
        return answer;
    }

    private Task EventuallyAsync(Func<Dictionary<string, double>, bool> condition) =>
        Eventually.TrueAsync("the metrics changed", async () => condition(await MetricsAsync()), Deadline);

    /// <summary>Samples by name and the labels other than vLLM's two.</summary>
    private async Task<Dictionary<string, double>> MetricsAsync()
    {
        var text = await _client.GetStringAsync("/metrics");
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l[0] != '#').ToDictionary(
            l => l[..l.LastIndexOf(' ')]
                .Replace("{engine=\"0\",model_name=\"stand-in\"}", "", StringComparison.Ordinal)
                .Replace("engine=\"0\",model_name=\"stand-in\",", "", StringComparison.Ordinal)
                .Replace("\"", "", StringComparison.Ordinal),
            l => double.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    private sealed record Answer(Task<HttpResponseMessage> Headers, CancellationTokenSource Cancel) : IDisposable
    {
        public async Task CancelAsync()
        {
            await Cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Headers);
        }

        public void Dispose() => Cancel.Dispose();
    }
}
