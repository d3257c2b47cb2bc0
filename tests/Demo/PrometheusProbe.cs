using System.Globalization;
using System.Text.Json.Nodes;

namespace ModelMonitor.Demo;

/// <summary>Asks Prometheus on its own account, so that what the operator says can be compared with something else.</summary>
public sealed class PrometheusProbe(Uri address) : IDisposable
{
    private readonly HttpClient _http = new();

    /// <summary>Base address.</summary>
    public Uri Address { get; } = address;

    /// <summary>p95 of the time to first token over the last minute, in seconds; null when Prometheus has none.</summary>
    public Task<double?> FirstTokenP95Async(CancellationToken cancellationToken) => QueryAsync(
        $$"""histogram_quantile(0.95, sum by (le) (rate(vllm:time_to_first_token_seconds_bucket{namespace="{{Stage.Namespace}}"}[1m])))""",
        cancellationToken);

    /// <summary>The single value of a query; null when there is none, when it is no finite number, or when Prometheus does not answer.</summary>
    public async Task<double?> QueryAsync(string query, CancellationToken cancellationToken)
    {
        try
        {
            using var form = new FormUrlEncodedContent([new("query", query)]);
            using var response = await _http.PostAsync(new Uri(Address, "/api/v1/query"), form, cancellationToken);
            var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
            var text = body?["data"]?["result"] is JsonArray { Count: 1 } result ? result[0]!["value"]![1]!.GetValue<string>() : null;
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();
}
