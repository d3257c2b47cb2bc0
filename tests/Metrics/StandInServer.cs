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

    public List<AuthenticationHeaderValue?> Authorizations { get; } = [];

    public static StandInServer Always(HttpStatusCode status, string body, string type = "application/json") =>
        new(_ => Answer(status, body, type));

    public static StandInServer Always(string body) => Always(HttpStatusCode.OK, body);

    public static HttpResponseMessage Answer(HttpStatusCode status, string body, string type = "application/json") =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, type) };

    public PrometheusClient Client(TimeProvider? time = null, string? tokenFile = null) =>
        new(new PrometheusOptions { Name = "prod", Url = "http://prometheus.test:9090/base", BearerTokenFile = tokenFile }, time ?? new ManualTime(), this);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Assert.Equal(HttpMethod.Post, request.Method);
        Assert.Equal("/base/api/v1/query", request.RequestUri!.AbsolutePath);
        var query = HttpUtility.ParseQueryString(await request.Content!.ReadAsStringAsync(cancellationToken))["query"]!;
        lock (_lock)
        {
            Queries.Add(query);
            Authorizations.Add(request.Headers.Authorization);
        }

        return answer(query);
    }
}
