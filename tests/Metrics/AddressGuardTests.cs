using System.Net;
using System.Net.Sockets;
using System.Text;
using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics;

/// <summary>Which addresses are asked. Connections are real, names are looked up by the test.</summary>
public sealed class AddressGuardTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private int _lookups;

    public AddressGuardTests() => _listener.Start();

    public void Dispose() => _listener.Dispose();

    [Theory]
    [InlineData("169.254.169.254", "a link-local address")]
    [InlineData("::ffff:169.254.169.254", "a link-local address")]
    [InlineData("::169.254.169.254", "a link-local address")]
    [InlineData("64:ff9b::a9fe:a9fe", "a link-local address")]
    [InlineData("2002:a9fe:a9fe::1", "a link-local address")]
    [InlineData("fe80::1", "a link-local address")]
    [InlineData("fd00:ec2::254", "a cloud's metadata service")]
    [InlineData("fd20:ce::254", "a cloud's metadata service")]
    [InlineData("100.100.100.200", "a cloud's metadata service")]
    [InlineData("::ffff:100.100.100.200", "a cloud's metadata service")]
    [InlineData("168.63.129.16", "a cloud's metadata service")]
    [InlineData("192.0.0.192", "a cloud's metadata service")]
    [InlineData("127.0.0.1", "this machine")]
    [InlineData("127.1.2.3", "this machine")]
    [InlineData("::1", "this machine")]
    [InlineData("::ffff:127.0.0.1", "this machine")]
    [InlineData("0.0.0.0", "no host")]
    [InlineData("0.1.2.3", "no host")]
    [InlineData("::", "no host")]
    [InlineData("224.0.0.1", "a multicast or reserved address")]
    [InlineData("255.255.255.255", "a multicast or reserved address")]
    [InlineData("ff02::1", "a multicast address")]
    [InlineData("10.96.0.10", null)]
    [InlineData("192.168.1.1", null)]
    [InlineData("fd12:3456::1", null)]
    [InlineData("2001:4860:4860::8888", null)]
    public async Task An_address_that_no_metrics_server_has_is_refused_whatever_way_it_is_written(string address, string? kind)
    {
        Assert.Equal(kind, AddressGuard.WhyNot(AddressGuard.Unmap(IPAddress.Parse(address)), mayLoop: false));
        if (kind is null) return;
        var failure = await QueryAsync("http://prometheus.test:9090", _ => [IPAddress.Parse(address)]);
        Assert.Equal((UnknownReason.SourceUnreachable, $"source prod cannot be reached: its host leads to {kind}, which is not asked"), (failure!.Reason, failure.Message));
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("http://[::ffff:169.254.169.254]")]
    [InlineData("http://0xa9fea9fe")]
    [InlineData("http://2852039166")]
    public async Task An_address_in_the_url_itself_is_no_way_around(string url) =>
        Assert.Contains("a link-local address", (await QueryAsync(url, _ => throw new InvalidOperationException("no name to look up")))!.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("localhost", false, true)]
    [InlineData("127.0.0.1", false, true)]
    [InlineData("[::ffff:127.0.0.1]", false, true)]
    [InlineData("prometheus.test", false, false)]
    [InlineData("prometheus.test", true, true)]
    public async Task This_machine_is_asked_only_when_the_url_says_so_or_it_is_allowed(string host, bool allow, bool isAsked)
    {
        var served = ServeAsync();
        var failure = await QueryAsync($"http://{host}:{Port}", _ => [IPAddress.Loopback], o => o.AllowLoopback = allow);
        Assert.Equal(isAsked, failure is null);
        if (isAsked) await served;
    }

    [Fact]
    public async Task The_address_that_was_checked_is_the_one_that_is_asked()
    {
        // A name server that shows a good address to whoever checks and a bad one to whoever connects.
        var served = ServeAsync();
        IPAddress[][] answers = [[IPAddress.Loopback], [IPAddress.Parse("169.254.169.254")]];
        Assert.Null(await QueryAsync($"http://rebinding.test:{Port}", n => answers[n], o => o.AllowLoopback = true));
        await served;
        Assert.Equal(1, _lookups);
    }

    [Fact]
    public async Task Of_several_addresses_only_the_allowed_ones_are_tried()
    {
        var served = ServeAsync();
        IPAddress[] mixed = [IPAddress.Parse("169.254.169.254"), IPAddress.Parse("fe80::1"), IPAddress.Loopback];
        Assert.Null(await QueryAsync($"http://prometheus.test:{Port}", _ => mixed, o => o.AllowLoopback = true));
        await served;
    }

    [Fact]
    public async Task The_environments_proxy_is_not_used_and_a_configured_one_is()
    {
        Environment.SetEnvironmentVariable("http_proxy", "http://127.0.0.1:1");
        try
        {
            var direct = ServeAsync();
            Assert.Null(await QueryAsync($"http://localhost:{Port}", _ => [IPAddress.Loopback]));
            Assert.StartsWith("POST /api/v1/query ", await direct, StringComparison.Ordinal);
            var proxied = ServeAsync();
            Assert.Null(await QueryAsync("http://prometheus.test:9090", _ => [IPAddress.Loopback], o => o.ProxyUrl = $"http://localhost:{Port}"));
            Assert.StartsWith("POST http://prometheus.test:9090/api/v1/query ", await proxied, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("http_proxy", null);
        }
    }

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    private async Task<PrometheusException?> QueryAsync(string url, Func<int, IPAddress[]> lookUp, Action<PrometheusOptions>? set = null)
    {
        var options = new PrometheusOptions { Name = "prod", Url = url, Timeout = TimeSpan.FromSeconds(30) };
        set?.Invoke(options);
        var transport = new PrometheusTransport(options, (_, _) => Task.FromResult(lookUp(_lookups++)));
        using var client = new PrometheusClient(options, TimeProvider.System, transport);
        try
        {
            await client.QueryAsync("up", 1024, _ => { }, default);
            return null;
        }
        catch (PrometheusException e)
        {
            return e;
        }
    }

    /// <summary>Answers one request and gives its first line.</summary>
    private async Task<string> ServeAsync()
    {
        using var connection = await _listener.AcceptTcpClientAsync();
        await using var stream = connection.GetStream();
        var request = new StringBuilder();
        var buffer = new byte[4096];
        while (!request.ToString().Contains("timeout=", StringComparison.Ordinal))
            request.Append(Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer)));
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {StandInServer.Empty.Length}\r\n\r\n{StandInServer.Empty}"));
        return request.ToString().Split('\r')[0];
    }
}
