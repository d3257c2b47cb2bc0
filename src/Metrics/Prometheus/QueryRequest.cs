using System.Globalization;
using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>Writes the request of one query. Where it goes is configuration alone: of the monitors, only the query and a namespace are in it.</summary>
internal static class QueryRequest
{
    /// <param name="options">The source.</param>
    /// <param name="url">Base address.</param>
    /// <param name="query">PromQL.</param>
    /// <param name="range">Times of a range query; null for an instant query.</param>
    /// <param name="tenant">The namespace that asks, or null.</param>
    /// <param name="credentials">Headers and secrets.</param>
    /// <param name="now">The present, for a source that is asked about the past.</param>
    /// <exception cref="PrometheusException">The source has tenants, and there is none.</exception>
    public static HttpRequestMessage Create(
        PrometheusOptions options, Uri url, string query, QueryRange? range, string? tenant, RequestCredentials credentials, DateTimeOffset now)
    {
        var parameters = new List<KeyValuePair<string, string>>(options.Parameters);
        var headers = new List<KeyValuePair<string, string>>(credentials.Headers);
        if (options.Tenant is { } tenancy)
        {
            if (tenant is null || !SourceRules.IsNamespace(tenant))
            {
                throw new PrometheusException(
                    UnknownReason.SourceRefused, $"source {options.Name} has tenants, and the query is not in the name of one namespace");
            }

            (tenancy.Header is null ? parameters : headers).Add(new((tenancy.Header ?? tenancy.Parameter)!, tenancy.Prefix + tenant));
        }

        var api = new Uri(url, range is null ? "api/v1/query" : "api/v1/query_range");
        // In the address and not in the body: proxies that check them look nowhere else.
        var search = string.Join('&', parameters.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));
        var request = new HttpRequestMessage(HttpMethod.Post, search.Length == 0 ? api : new Uri(api, "?" + search));
        request.Headers.Accept.Add(new("application/json"));
        request.Headers.Authorization = credentials.Authorization;
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        List<KeyValuePair<string, string>> form = [new("query", query), new("timeout", FormattableString.Invariant($"{(long)options.Timeout.TotalMilliseconds}ms"))];
        if (range is not null)
            form.AddRange([new("start", Seconds(range.Start - options.Offset)), new("end", Seconds(range.End - options.Offset)), new("step", $"{range.Step.TotalMilliseconds}ms")]);
        else if (options.Offset > TimeSpan.Zero)
            form.Add(new("time", Seconds(now - options.Offset)));
        request.Content = new FormUrlEncodedContent(form);
        return request;
    }

    private static string Seconds(DateTimeOffset time) => (time.ToUnixTimeMilliseconds() / 1000m).ToString(CultureInfo.InvariantCulture);
}
