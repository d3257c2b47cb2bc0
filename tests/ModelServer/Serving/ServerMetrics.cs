using ModelMonitor.Simulation;

namespace ModelMonitor.ModelServer.Serving;

/// <summary>vLLM's metrics of one engine. Not safe for use from several threads; <see cref="ModelEngine"/> guards it.</summary>
internal sealed class ServerMetrics : IServiceObserver
{
    private readonly Histogram _firstToken = new("vllm:time_to_first_token_seconds", "Histogram of time to first token in seconds.", Histogram.FirstTokenEdges);
    private readonly Histogram _interToken = new("vllm:inter_token_latency_seconds", "Histogram of inter-token latency in seconds.", Histogram.TokenEdges);
    private readonly Histogram _perOutputToken = new("vllm:request_time_per_output_token_seconds", "Histogram of a request's mean time per output token in seconds.", Histogram.TokenEdges);
    private readonly Histogram _endToEnd = new("vllm:e2e_request_latency_seconds", "Histogram of end to end request latency in seconds.", Histogram.RequestEdges);
    private readonly Histogram _queue = new("vllm:request_queue_time_seconds", "Histogram of time spent waiting in seconds.", Histogram.RequestEdges);
    private long _promptTokens, _generationTokens, _length, _abort;

    public void FirstToken(ServiceRequest request)
    {
        _firstToken.Observe(request.FirstTokenAt!.Value - request.ArrivedAt);
        _promptTokens += request.PromptTokens;
        _generationTokens++;
    }

    public void Decoded(long tokens, TimeSpan gap)
    {
        _interToken.Observe(gap, tokens);
        _generationTokens += tokens;
    }

    public void Finished(ServiceRequest request)
    {
        var (first, end) = (request.FirstTokenAt!.Value, request.FinishedAt!.Value);
        _length++;
        _endToEnd.Observe(end - request.ArrivedAt);
        _queue.Observe(request.ScheduledAt!.Value - request.ArrivedAt);
        if (request.OutputTokens > 1) _perOutputToken.Observe((end - first) / (request.OutputTokens - 1));
    }

    public void Aborted() => _abort++;

    public string Write(string modelName, ServiceModel model, int? cacheTokens)
    {
        var text = new MetricsText(modelName);
        text.Family("vllm:num_requests_running", "gauge", "Number of requests in model execution batches.");
        text.Sample("vllm:num_requests_running", model.Running);
        text.Family("vllm:num_requests_waiting", "gauge", "Number of requests waiting to be processed.");
        text.Sample("vllm:num_requests_waiting", model.Waiting);
        text.Family("vllm:num_requests_waiting_by_reason", "gauge", "Number of requests waiting to be processed, by reason.");
        text.Sample("vllm:num_requests_waiting_by_reason", model.Waiting, ("reason", "capacity"));
        text.Sample("vllm:num_requests_waiting_by_reason", 0, ("reason", "deferred"));
        text.Family("vllm:kv_cache_usage_perc", "gauge", "Key-value cache usage. 1 means 100 percent usage.");
        text.Sample("vllm:kv_cache_usage_perc", cacheTokens is { } size ? (double)model.CachedTokens / size : 0);
        text.Family("vllm:prompt_tokens_total", "counter", "Number of prefill tokens processed.");
        text.Sample("vllm:prompt_tokens_total", _promptTokens);
        text.Family("vllm:generation_tokens_total", "counter", "Number of generation tokens processed.");
        text.Sample("vllm:generation_tokens_total", _generationTokens);
        text.Family("vllm:request_success_total", "counter", "Count of processed requests, by the reason for their end.");
        // Answers always use up their length here, so none ends with "stop"; the series is there, as in vLLM.
        text.Sample("vllm:request_success_total", 0, ("finished_reason", "stop"));
        text.Sample("vllm:request_success_total", _length, ("finished_reason", "length"));
        text.Sample("vllm:request_success_total", _abort, ("finished_reason", "abort"));
        foreach (var histogram in (ReadOnlySpan<Histogram>)[_firstToken, _interToken, _perOutputToken, _endToEnd, _queue]) histogram.Write(text);
        return text.ToString();
    }
}
