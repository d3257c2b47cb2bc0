using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes;

public sealed class TokenTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_token_is_read_again_after_a_minute_less_the_leeway()
    {
        var source = Source("one");
        Assert.Equal("one", await TokenAsync(source));
        Write("two");
        _time.Advance(FileTokenSource.Period - FileTokenSource.Leeway - TimeSpan.FromTicks(1));
        Assert.Equal("one", await TokenAsync(source));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("two", await TokenAsync(source));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" \n")]
    public async Task The_token_before_stays_while_the_file_cannot_be_read(string? content)
    {
        var source = Source("one");
        await TokenAsync(source);
        if (content is null) File.Delete(TokenPath);
        else Write(content);
        _time.Advance(FileTokenSource.Period);
        Assert.Equal("one", await TokenAsync(source));
        Write("two");
        Assert.Equal("two", await TokenAsync(source));
    }

    [Fact]
    public async Task A_refused_token_is_replaced_at_once_but_a_newer_one_is_kept()
    {
        var source = Source("one");
        await TokenAsync(source);
        Write("two");
        Assert.Equal("two", await source.GetTokenAsync("one", default));
        Write("three");
        Assert.Equal("two", await source.GetTokenAsync("one", default));
    }

    [Fact]
    public async Task No_token_at_all_names_the_file()
    {
        var source = new FileTokenSource(TokenPath, _time);
        var fault = await Assert.ThrowsAsync<ClientConfigException>(async () => await TokenAsync(source));
        Assert.Contains(TokenPath, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_is_sent_once_more_with_the_new_token_after_401()
    {
        var source = Source("one");
        await using var server = await TestServer.StartAsync((context, _) =>
        {
            var good = context.Request.Headers.Authorization == "Bearer two";
            if (!good) Write("two");
            return TestServer.WriteAsync(context, good ? 200 : 401, """{"metadata":{"name":"a"}}""");
        });
        using var client = server.Client(_time, source);
        await client.Resource<V1ConfigMap>().CreateAsync(new V1ConfigMap { Metadata = new() { Name = "a", Namespace = "n" } });
        Assert.Equal(["Bearer one", "Bearer two"], server.Requests.Select(r => r.Headers.Authorization.ToString()));
        Assert.All(server.Requests, r => Assert.Contains("\"name\":\"a\"", r.Body, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task A_401_that_stays_is_reported_after_one_more_try_at_most(bool tokenChanges, int requests)
    {
        var source = Source("secret-0");
        await using var server = await TestServer.StartAsync((context, number) =>
        {
            if (tokenChanges) Write($"secret-{number}");
            return TestServer.WriteAsync(context, 401, """{"kind":"Status","code":401,"reason":"Unauthorized","message":"Unauthorized"}""");
        });
        using var client = server.Client(_time, source);
        var fault = await Assert.ThrowsAsync<KubernetesException>(() => client.Resource<V1Pod>().GetAsync(new("n", "a")));
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, fault.StatusCode);
        Assert.Equal(requests, server.Requests.Count);
        Assert.DoesNotContain("secret", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_token_fails_the_request_with_its_words()
    {
        await using var server = await TestServer.StartAsync("{}");
        using var client = server.Client(_time, new FileTokenSource(TokenPath, _time));
        var fault = await Assert.ThrowsAsync<KubernetesException>(() => client.Resource<V1Pod>().GetAsync(new("n", "a")));
        Assert.StartsWith($"get pods n/a: token file {TokenPath}", fault.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    private string TokenPath => Path.Combine(_folder.Path, "token");

    private static ValueTask<string> TokenAsync(FileTokenSource source) => source.GetTokenAsync(null, default);

    private FileTokenSource Source(string token)
    {
        Write(token);
        return new FileTokenSource(TokenPath, _time);
    }

    private void Write(string token) => File.WriteAllText(TokenPath, token);
}
