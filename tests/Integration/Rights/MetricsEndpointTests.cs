using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Exposition;
using ModelMonitor.Operator.Hosting;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Rights;

/// <summary>Protected metrics, with tokens and rights of a real API server.</summary>
public sealed class MetricsEndpointTests(ClusterFixture fixture)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Only_a_token_whose_account_has_the_right_reads_the_metrics()
    {
        var ns = await fixture.CreateNamespaceAsync();
        var reader = await AccountAsync(ns, "reader", "metrics", "reader_role.yaml");
        var other = await AccountAsync(ns, "other");
        using var client = GrantedRights.ClientOf(fixture, await AccountAsync(ns, "operator", "metrics", "auth_role.yaml"));
        await WaitForRightAsync(ns, "operator");
        await using var served = await ServeAsync(client);

        using (var answer = await GetAsync(served, null))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
            Assert.Empty(await answer.Content.ReadAsStringAsync());
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(served, "nonsense"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(served, other));
        await Eventually.TrueAsync("the reader's right counts", () => ReadsAsync(ns, "reader"), Deadline);
        using (var answer = await GetAsync(served, reader))
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("exposition_callback_errors_total", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        // Without TLS nothing is said at all.
        using var http = new HttpClient();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => http.GetAsync(new Uri(AddressOf(served).ToString().Replace("https", "http", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task An_operator_that_may_not_ask_and_a_server_that_does_not_answer_open_nothing()
    {
        var ns = await fixture.CreateNamespaceAsync();
        var reader = await AccountAsync(ns, "reader", "metrics", "reader_role.yaml");
        using (var unable = GrantedRights.ClientOf(fixture, await AccountAsync(ns, "operator")))
        {
            await using var served = await ServeAsync(unable);
            Assert.Equal(HttpStatusCode.InternalServerError, await StatusAsync(served, reader));
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(served, null));
        }

        using var lost = new KubernetesClient(fixture.Config with { Server = new("https://127.0.0.1:1"), RequestTimeout = TimeSpan.FromSeconds(4) });
        await using var alone = await ServeAsync(lost);
        Assert.Equal(HttpStatusCode.InternalServerError, await StatusAsync(alone, reader));
    }

    private static async Task<WebApplication> ServeAsync(KubernetesClient client)
    {
        var exposition = new PrometheusExposition((Meter _) => false, NullLogger.Instance);
        var guard = new MetricsGuard(new ApiAccessReviews(client), TimeProvider.System, NullLogger<MetricsGuard>.Instance);
        return await Endpoints.ServeMetricsAsync("127.0.0.1:0", exposition, guard, TimeProvider.System, NullLoggerFactory.Instance, default);
    }

    private static Uri AddressOf(WebApplication served) => new($"{served.Urls.Single()}/metrics");

    private static async Task<HttpStatusCode> StatusAsync(WebApplication served, string? token)
    {
        using var answer = await GetAsync(served, token);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> GetAsync(WebApplication served, string? token)
    {
        using var http = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true });
        using var request = new HttpRequestMessage(HttpMethod.Get, AddressOf(served));
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request);
    }

    private async Task<string> AccountAsync(string ns, string name, params string[] roleFile)
    {
        await fixture.Client.SendRawAsync(HttpMethod.Post, $"/api/v1/namespaces/{ns}/serviceaccounts", $$$"""{"metadata":{"name":"{{{name}}}"}}""");
        if (roleFile.Length > 0)
        {
            await GrantedRights.CreateRoleAsync(fixture, $"{ns}-{name}", roleFile);
            await GrantedRights.BindAsync(fixture, $"{ns}-{name}", null, ServiceAccount.UserOf(ns, name));
        }

        return await ServiceAccountToken.CreateAsync(fixture.Client, ns, name);
    }

    private async Task<bool> ReadsAsync(string ns, string name)
    {
        var body = $$$"""{"spec":{"nonResourceAttributes":{"path":"/metrics","verb":"get"},"user":"{{{ServiceAccount.UserOf(ns, name)}}}"}}""";
        var answer = await fixture.Client.SendRawAsync(HttpMethod.Post, "/apis/authorization.k8s.io/v1/subjectaccessreviews", body);
        return (bool)answer!["status"]!["allowed"]!;
    }

    private Task WaitForRightAsync(string ns, string name) => Eventually.TrueAsync(
        "it may ask",
        () => GrantedRights.MayAsync(fixture, ServiceAccount.UserOf(ns, name), new { group = "authorization.k8s.io", resource = "subjectaccessreviews", verb = "create" }),
        Deadline);
}
