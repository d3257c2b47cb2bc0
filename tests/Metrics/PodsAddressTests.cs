using System.Net;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics;

public class PodsAddressTests
{
    [Theory]
    [InlineData("10.0.0.7", "10.0.0.7")]
    [InlineData("192.168.1.1", "192.168.1.1")]
    [InlineData("::ffff:10.0.0.7", "10.0.0.7")]
    [InlineData("fd00::1", "fd00::1")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    public void Pods_are_scraped_at_the_address_that_was_checked(string ip, string expected)
    {
        Assert.Null(PodAddress.Check(ip, Options(), out var address));
        Assert.Equal(expected, address.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData("metadata.google.internal")]
    [InlineData("10.0.0.7:80")]
    [InlineData("10.0.0.7/8")]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.9.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("::")]
    [InlineData("::ffff:0.0.0.0")]
    [InlineData("169.254.169.254")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:a9fe:a9fe")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%eth0")]
    [InlineData("febf::1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("255.255.255.255")]
    [InlineData("ff02::1")]
    [InlineData("10.96.0.1")]
    [InlineData("::ffff:10.96.0.1")]
    [InlineData("fd00::abcd")]
    public void Nothing_that_is_no_pods_address_is_connected_to(string? ip) => Assert.NotNull(PodAddress.Check(ip, Options(), out _));

    [Fact]
    public void Only_a_test_may_scrape_loopback() =>
        Assert.Null(PodAddress.Check("127.0.0.1", new() { AllowLoopback = true }, out _));

    private static PodsOptions Options() => new() { ForbiddenAddresses = [IPAddress.Parse("10.96.0.1"), IPAddress.Parse("fd00::abcd")] };
}
