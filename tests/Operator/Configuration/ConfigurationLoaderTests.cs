using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Metrics;
using ModelMonitor.Operator.Configuration;
using ModelMonitor.Operator.Hosting;

namespace ModelMonitor.Tests.Operator.Configuration;

public sealed class ConfigurationLoaderTests
{
    [Fact]
    public void A_source_is_enough()
    {
        var configuration = ConfigurationLoader.Parse("sources:\n- {name: prod, url: http://prometheus:9090}\n", "c.yaml");
        Assert.Equal("http://prometheus:9090", Assert.Single(configuration.Sources).Url);
        Assert.Equal((15, 60), (configuration.IntervalSeconds, configuration.WindowSeconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sources: []")]
    [InlineData("sources: [{name: pods, type: pods}]")]
    public void Without_a_source_the_pods_are_scraped(string yaml)
    {
        var configuration = ConfigurationLoader.Parse(yaml, "c.yaml");
        var only = Assert.Single(configuration.Sources);
        Assert.Equal(("pods", "pods"), (only.Name, only.Type));
        using var source = Assert.IsType<PodsSource>(SourceFactory.Create(
            only, configuration, EngineCatalog.LoadEmbedded(), TimeProvider.System, NullLoggerFactory.Instance));
        Assert.Equal("pods", source.Name);
    }

    [Theory]
    [InlineData("intervalSeconds: 30", "windowSeconds must be at least 4 x intervalSeconds = 120")]
    [InlineData("sources:\n- {name: pods, type: pods, url: http://p}", "sources[0].url must be left out")]
    [InlineData("sources:\n- {name: pods, type: pod}", "sources[0].type must be prometheus or pods")]
    [InlineData("sources:\n- {name: Prod, url: http://p}", "sources[0].name must be")]
    [InlineData("sources:\n- {name: p, url: http://p}\n- {name: p, url: http://q}", "stands twice")]
    [InlineData("sources:\n- {name: p, url: 'file:///etc/passwd'}", "sources[0].url must be an http or https URL")]
    [InlineData("sources:\n- {name: p, url: 'http://me:secret@p'}", "without user")]
    [InlineData("sources:\n- {name: p, url: http://p, scrapeIntervalSeconds: 30}", "windowSeconds must be at least 4 x")]
    [InlineData("sources:\n- {name: p, url: http://p, bearerTokenFile: /nowhere/token}", "sources[0].bearerTokenFile names '/nowhere/token'")]
    [InlineData("sources:\n- {name: p, url: http://p}\nintervalSeconds: 0", "intervalSeconds is 0; it must be 1 to 300")]
    [InlineData("sources:\n- {name: p, url: http://p}\ninterval: 15", "interval")]
    [InlineData("sources:\n- {name: p, url: http://p}\nintervalSeconds: often", "intervalSeconds")]
    [InlineData("sources: [", "c.yaml")]
    public void What_is_wrong_is_named_with_file_and_field(string yaml, string expected)
    {
        var error = Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Parse(yaml, "c.yaml"));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("c.yaml", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var error = Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load("/nowhere/config.yaml"));
        Assert.Contains("/nowhere/config.yaml", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_in_a_url_is_not_repeated()
    {
        var error = Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Parse("sources:\n- {name: p, url: 'http://me:s3cret@p'}", "c.yaml"));
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_a_source_can_have_is_read()
    {
        var file = Path.GetTempFileName();
        try
        {
            var configuration = ConfigurationLoader.Parse($$"""
                sources:
                - name: mimir
                  url: https://mimir.monitoring:8080/prometheus
                  bearerTokenFile: {{file}}
                  clientCertificateFile: {{file}}
                  clientKeyFile: {{file}}
                  caFile: {{file}}
                  headers: {X-Team: 17, X-Name: a b}
                  headerFiles: {X-Api-Key: {{file}}}
                  parameters: {dedup: true, max_source_resolution: 0, partial_response: "false"}
                  offsetSeconds: 60
                  timeoutSeconds: 8
                  proxyUrl: http://proxy.corp:3128
                  allowLoopback: true
                  namespaces: [llm, team-*]
                  tenant: {header: X-Scope-OrgID, fromNamespace: true, prefix: k8s-}
                """, "c.yaml");
            var options = SourceFactory.OptionsOf(configuration.Sources[0], configuration);
            Assert.Null(options.FindFault());
            Assert.Equal([("X-Team", "17"), ("X-Name", "a b")], options.Headers.Select(h => (h.Key, h.Value)));
            Assert.Equal([("dedup", "true"), ("max_source_resolution", "0"), ("partial_response", "false")], options.Parameters.Select(p => (p.Key, p.Value)));
            Assert.Equal((60, 8), (options.Offset.TotalSeconds, options.Timeout.TotalSeconds));
            Assert.Equal(("http://proxy.corp:3128", true), (options.ProxyUrl, options.AllowLoopback));
            Assert.Equal(new("X-Scope-OrgID", null, "k8s-"), options.Tenant);
            string?[] files = [options.BearerTokenFile, options.ClientCertificateFile, options.ClientKeyFile, options.CaFile, options.HeaderFiles["X-Api-Key"]];
            Assert.All(files, f => Assert.Equal(file, f));
            Assert.Equal([true, true, false, false], new[] { "llm", "team-a", "tea", "llm-2" }.Select(options.Allows));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("username: me", "sources[0].passwordFile is missing beside username")]
    [InlineData("passwordFile: /dev/null", "sources[0].username is missing")]
    [InlineData("username: 'a:b', passwordFile: /dev/null", "sources[0].username must be")]
    [InlineData("clientCertificateFile: /dev/null", "sources[0].clientKeyFile is missing")]
    [InlineData("clientCertificateFile: /dev/null, clientKeyFile: /dev/null", "sources[0].clientCertificateFile needs an https url")]
    [InlineData("bearerTokenFile: /dev/null, username: me, passwordFile: /dev/null", "sources[0].username is a second authentication beside bearerTokenFile; keep one")]
    [InlineData("bearerTokenFile: /dev/null, headerFiles: {authorization: /dev/null}", "sources[0].headerFiles is a second authentication")]
    [InlineData("passwordFile: /nowhere/p, username: me", "sources[0].passwordFile names '/nowhere/p', which does not exist")]
    [InlineData("headerFiles: {X-Key: /nowhere/k}", "sources[0].headerFiles.X-Key names '/nowhere/k'")]
    [InlineData("headers: {Host: h}", "sources[0].headers.Host belongs to the connection")]
    [InlineData("headers: {content-type: h}", "sources[0].headers.content-type belongs")]
    [InlineData("headers: {Transfer-Encoding: chunked}", "sources[0].headers.Transfer-Encoding belongs")]
    [InlineData("headers: {Connection: close}", "sources[0].headers.Connection belongs")]
    [InlineData("headerFiles: {Proxy-Authorization: /dev/null}", "sources[0].headerFiles.Proxy-Authorization belongs")]
    [InlineData("headers: {Authorization: Bearer s3cret}", "sources[0].headers.Authorization would hold a secret: use headerFiles")]
    [InlineData("headers: {X-A: \"s3cret\\r\\nX-B: 1\"}", "sources[0].headers.X-A must be 1 to 1,024 visible ASCII")]
    [InlineData("headers: {\"X-A\\n\": b}", "sources[0].headers has a name")]
    [InlineData("headers: {X-A: [1]}", "sources[0].headers.X-A must be a text")]
    [InlineData("headers: {X-A: 1, x-a: 2}", "sources[0].headers.x-a stands twice")]
    [InlineData("headers:", "headers")]
    [InlineData("parameters: {query: up}", "sources[0].parameters.query is set by the operator")]
    [InlineData("parameters: {time: 0}", "sources[0].parameters.time is set by the operator")]
    [InlineData("parameters: {timeout: 1m}", "sources[0].parameters.timeout is set by the operator")]
    [InlineData("parameters: {'a&b': 1}", "sources[0].parameters has a name")]
    [InlineData("offsetSeconds: 601", "sources[0].offsetSeconds must be 0 to 600")]
    [InlineData("offsetSeconds: -1", "sources[0].offsetSeconds must be 0 to 600")]
    [InlineData("timeoutSeconds: 0", "sources[0].timeoutSeconds is 0; it must be 1 to 60")]
    [InlineData("proxyUrl: 'socks5://p'", "sources[0].proxyUrl must be an http or https URL")]
    [InlineData("proxyUrl: 'http://u:s3cret@p'", "sources[0].proxyUrl must be without user")]
    [InlineData("namespaces: []", "sources[0].namespaces is empty")]
    [InlineData("namespaces: ['*-prod']", "sources[0].namespaces[0] must be a namespace's name")]
    [InlineData("namespaces: [a, 'B']", "sources[0].namespaces[1] must be")]
    [InlineData("tenant: {header: X-Scope-OrgID}", "sources[0].tenant.fromNamespace must be true")]
    [InlineData("tenant: {fromNamespace: true}", "sources[0].tenant needs exactly one of header and parameter")]
    [InlineData("tenant: {fromNamespace: true, header: a, parameter: b}", "sources[0].tenant needs exactly one")]
    [InlineData("tenant: {fromNamespace: true, header: Host}", "sources[0].tenant.header belongs")]
    [InlineData("tenant: {fromNamespace: true, header: x-a}, headers: {X-A: 1}", "sources[0].tenant.header is set otherwise, too")]
    [InlineData("tenant: {fromNamespace: true, parameter: query}", "sources[0].tenant.parameter is set otherwise")]
    [InlineData("tenant: {fromNamespace: true, header: X-A, prefix: \"a\\nb\"}", "sources[0].tenant.prefix must be")]
    public void A_wrong_setting_of_a_source_is_named_with_the_fix_and_no_secret_is_repeated(string settings, string expected)
    {
        var yaml = $"sources:\n- {{name: p, url: http://p, {settings}}}\n";
        var error = Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Parse(yaml, "c.yaml"));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }
}
