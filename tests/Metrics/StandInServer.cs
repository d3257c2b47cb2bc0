using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Web;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics;

/// <summary>A stand-in for Prometheus that misbehaves as a real one cannot be made to.</summary>
internal sealed class StandInServer(Func<string, HttpResponseMessage> answer) : HttpMessageHandler
{
    public const string Empty = """{"status":"success","data":{"resultType":"vector","result":[]}}""";

    private readonly Lock _lock = new();

    public List<string> Queries { get; } = [];

    /// <summary>Answers by the whole form in place of the query alone.</summary>
    public Func<IReadOnlyDictionary<string, string>, HttpResponseMessage>? ByForm { get; init; }

    public List<AuthenticationHeaderValue?> Authorizations { get; } = [];

    /// <summary>What was asked besides: address, headers and form of each request.</summary>
    public List<(Uri Url, IReadOnlyDictionary<string, string> Headers, IReadOnlyDictionary<string, string> Form)> Requests { get; } = [];

    public static StandInServer Always(HttpStatusCode status, string body, string type = "application/json") =>
        new(_ => Answer(status, body, type));

    public static StandInServer Always(string body) => Always(HttpStatusCode.OK, body);

    public static HttpResponseMessage Answer(HttpStatusCode status, string body, string type = "application/json") =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, type) };

    public PrometheusClient Client(TimeProvider? time = null, string? tokenFile = null) => Client(new() { BearerTokenFile = tokenFile }, time);

    /// <param name="options">Everything but name and address.</param>
    /// <param name="time">The clock, or null for one that stands still.</param>
    public PrometheusClient Client(PrometheusOptions options, TimeProvider? time = null)
    {
        (options.Name, options.Url) = ("prod", "http://prometheus.test:9090/base");
        return new(options, time ?? new ManualTime(), this);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Assert.Equal(HttpMethod.Post, request.Method);
        Assert.Contains(request.RequestUri!.AbsolutePath, (string[])["/base/api/v1/query", "/base/api/v1/query_range"]);
        var form = HttpUtility.ParseQueryString(await request.Content!.ReadAsStringAsync(cancellationToken));
        var query = form["query"]!;
        var fields = form.AllKeys.ToDictionary(k => k!, k => form[k]!);
        lock (_lock)
        {
            Requests.Add((
                request.RequestUri,
                request.Headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value)),
                fields));
            Queries.Add(query);
            Authorizations.Add(request.Headers.Authorization);
        }

        return ByForm?.Invoke(fields) ?? answer(query);
    }
}
