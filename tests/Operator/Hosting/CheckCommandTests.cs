using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Operator.Hosting;

namespace ModelMonitor.Tests.Operator.Hosting;

/// <summary>What <c>helm test</c> runs, against the real endpoint.</summary>
public sealed class CheckCommandTests
{
    private const string Sick = "the lease is lost";

    [Fact]
    public async Task A_ready_operator_is_told_with_its_checks()
    {
        var (code, output) = await CheckAsync(wrong: null);
        Assert.Equal(0, code);
        Assert.Contains("is ready", output, StringComparison.Ordinal);
        Assert.Contains("[+]leases ok", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_does_not_become_ready_fails_with_its_reason()
    {
        var (code, output) = await CheckAsync(Sick);
        Assert.Equal(1, code);
        Assert.Contains($"is not ready: [-]leases {Sick}", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port=0", "--port must be 1 to 65535, for example 8081")]
    [InlineData("--timeout=0", "--timeout must be 1 to 600, for example 60")]
    public void A_value_out_of_range_is_refused_by_name(string argument, string message) =>
        Assert.Contains(message, CheckCommand.Create(new ManualTime()).Parse(["--host=localhost", argument]).Errors.Select(e => e.Message));

    private static async Task<(int Code, string Output)> CheckAsync(string? wrong)
    {
        var time = new ManualTime();
        var ready = new Readiness();
        ready.Add("leases", () => wrong);
        await using var server = await Endpoints.ServeProbesAsync("127.0.0.1:0", new(), ready, NullLoggerFactory.Instance, default);
        var port = new Uri(server.Urls.Single()).Port.ToString(CultureInfo.InvariantCulture);
        using var output = new StringWriter();
        var run = CheckCommand.Create(time).Parse(["--host=127.0.0.1", $"--port={port}"]).InvokeAsync(new InvocationConfiguration { Output = output });
        if (wrong is not null)
        {
            // The second is armed with the first answer.
            await time.WaitForTimersAsync(2);
            time.Advance(TimeSpan.FromSeconds(61));
        }

        return (await run, output.ToString());
    }
}
