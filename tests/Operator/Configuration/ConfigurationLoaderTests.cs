using ModelMonitor.Operator.Configuration;

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
    [InlineData("", "sources is empty")]
    [InlineData("sources: []", "sources is empty")]
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
}
