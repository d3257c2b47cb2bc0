using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ModelMonitor.Decisions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics;

/// <summary>What pods do wrong, each with its reason; over real sockets where it is about the sockets.</summary>
public class PodsScraperTests
{
    private const string Endpoint = "10.0.0.1:8000/metrics";

    [Theory]
    [InlineData(404, UnknownReason.SourceRefused, "port 8000 answers 404: there are no metrics at that path")]
    [InlineData(401, UnknownReason.SourceRefused, "port 8000 answers 401: its metrics need a login, which this source does not have")]
    [InlineData(500, UnknownReason.SourceRefused, "port 8000 answers 500")]
    [InlineData(204, UnknownReason.SourceRefused, "port 8000 answers 204")]
    [InlineData(302, UnknownReason.Redirected, "port 8000 redirects (302), which is not followed")]
    public async Task A_status_other_than_200_is_a_refusal(int status, UnknownReason reason, string detail) =>
        Assert.Equal(new(reason, detail), await Scrape(new PodsStandIn().Answers(Endpoint, () => PodsStandIn.Text("a 1\n", status: (HttpStatusCode)status))));

    [Theory]
    [InlineData("text/html", "<html>")]
    [InlineData("application/json", "{}")]
    [InlineData("text/html", "a 1\n")]
    public async Task Another_content_type_is_something_else_than_metrics(string type, string body) => Assert.Equal(
        new(UnknownReason.WrongType, "port 8000 answers something else than metrics, by its Content-Type"),
        await Scrape(new PodsStandIn().Answers(Endpoint, () => PodsStandIn.Text(body, type))));

    [Theory]
    [InlineData("text/plain; version=0.0.4; charset=utf-8", "a 1\n")]
    [InlineData("text/plain", "a 1\n")]
    [InlineData("TEXT/PLAIN", "a 1\n")]
    [InlineData("", "a 1\n")]
    [InlineData("application/openmetrics-text; version=1.0.0; charset=utf-8", "a 1\n# EOF\n")]
    public async Task The_format_is_the_content_types(string type, string body) =>
        Assert.Null(await Scrape(new PodsStandIn().Answers(Endpoint, () => PodsStandIn.Text(body, type))));

    [Fact]
    public async Task Broken_metrics_are_told_by_line_and_without_what_they_say()
    {
        var fault = await Scrape(new PodsStandIn().Exposes(Endpoint, "a 1\nsecret=hunter2\n"));
        Assert.Equal(new(UnknownReason.WrongType, "port 8000 answers no valid metrics: line 2: a value is no number"), fault);
    }

    [Fact]
    public async Task A_pod_that_stays_silent_is_given_up_at_the_deadline()
    {
        var pods = new PodsStandIn().Hangs(Endpoint);
        var scrape = Scrape(pods);
        await pods.Time.WaitForTimersAsync(1, TestContext.Current.CancellationToken);
        Assert.False(scrape.IsCompleted);
        pods.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(new(UnknownReason.SourceUnreachable, "port 8000 gave no complete answer within 5 s"), await scrape);
    }

    [Fact]
    public async Task A_pod_that_stays_silent_in_the_middle_of_its_answer_is_given_up_too()
    {
        var pods = new PodsStandIn().Answers(Endpoint, () => new(HttpStatusCode.OK) { Content = new StreamContent(new SilentStream()) });
        var scrape = Scrape(pods);
        await pods.Time.WaitForTimersAsync(1, TestContext.Current.CancellationToken);
        pods.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(UnknownReason.SourceUnreachable, (await scrape)?.Reason);
    }

    [Fact]
    public async Task Who_cancels_gets_a_cancellation()
    {
        using var cancel = new CancellationTokenSource();
        using var scraper = new PodsStandIn().Hangs(Endpoint).Scraper();
        var scrape = scraper.ScrapeAsync("10.0.0.1", 8000, "/metrics", (_, _, _, _) => { }, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scrape);
    }

    [Fact]
    public async Task An_address_that_is_not_scraped_is_not_even_connected_to()
    {
        var pods = new PodsStandIn();
        using var scraper = pods.Scraper();
        var fault = await scraper.ScrapeAsync("169.254.169.254", 80, "/latest/meta-data", (_, _, _, _) => { }, default);
        Assert.Equal(new(UnknownReason.SourceRefused, "has an IP address that is not scraped: a link-local address"), fault);
        Assert.Empty(pods.Asked);
    }

    [Fact]
    public async Task A_port_that_nobody_listens_on_refuses()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        Assert.Equal(new(UnknownReason.SourceUnreachable, $"port {port} refuses the connection"), await ScrapeSocket(port));
    }

    [Fact]
    public async Task A_compressed_answer_is_measured_after_decompression()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var line = Encoding.ASCII.GetBytes(new string('#', 1023) + "\n");
            for (var i = 0; i < 64 << 10; i++) await gzip.WriteAsync(line);
        }

        var head = $"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\nContent-Length: {packed.Length}\r\n\r\n";
        Assert.Equal(UnknownReason.Ambiguous, (await ScrapeAnswer([.. Encoding.ASCII.GetBytes(head), .. packed.ToArray()]))?.Reason);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", UnknownReason.SourceUnreachable)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\na 1\n", UnknownReason.SourceUnreachable)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\na 1\n", UnknownReason.SourceUnreachable)]
    [InlineData("", UnknownReason.SourceUnreachable)]
    public async Task What_is_no_whole_answer_in_HTTP_is_a_fault_and_no_exception(string answer, UnknownReason reason) =>
        Assert.Equal(reason, (await ScrapeAnswer(Encoding.ASCII.GetBytes(answer)))?.Reason);

    [Fact]
    public async Task Headers_without_end_are_a_fault() => Assert.NotNull(await ScrapeAnswer(
        Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nX-A: {new string('a', 1 << 20)}\r\n\r\n")));

    private static async Task<ScrapeFault?> Scrape(PodsStandIn pods)
    {
        using var scraper = pods.Scraper();
        return await scraper.ScrapeAsync("10.0.0.1", 8000, "/metrics", (_, _, _, _) => { }, default);
    }

    private static async Task<ScrapeFault?> ScrapeSocket(int port)
    {
        using var scraper = new PodScraper(new() { AllowLoopback = true, Timeout = TimeSpan.FromSeconds(30) }, TimeProvider.System);
        return await scraper.ScrapeAsync("127.0.0.1", port, "/metrics", (_, _, _, _) => { }, default);
    }

    private static async Task<ScrapeFault?> ScrapeAnswer(byte[] answer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var end = new CancellationTokenSource();
        var serving = ServeAsync(listener, answer, end.Token);
        var fault = await ScrapeSocket(((IPEndPoint)listener.LocalEndpoint).Port);
        await end.CancelAsync();
        await serving;
        return fault;
    }

    // An answer of nothing is asked for again by .NET itself.
    private static async Task ServeAsync(TcpListener listener, byte[] answer, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                using var connection = await listener.AcceptSocketAsync(end);
                await connection.ReceiveAsync(new byte[4096], end);
                await connection.SendAsync(answer, end);
                connection.Shutdown(SocketShutdown.Both);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // The scraper may hang up before it has read everything.
            }
        }
    }
}
