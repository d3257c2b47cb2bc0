using System.Net;
using ModelMonitor.ModelServer.Exporting;

namespace ModelMonitor.Tests.Simulation.StandIn;

public sealed class StandInExporterTests : IAsyncDisposable
{
    private readonly ManualTime _time = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private StandInExporter? _exporter;

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_exporter is not null) await _exporter.DisposeAsync();
    }

    [Fact]
    public async Task It_shows_two_GPUs_as_dcgm_exporter_does_and_their_energy_grows()
    {
        await StartAsync(null);
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync("/health")).StatusCode);
        var first = await SamplesAsync();
        Assert.Equal(["62", "57"], first.Where(s => s.Name == "DCGM_FI_DEV_GPU_TEMP").Select(s => s.Value));
        Assert.Equal(["1034682771", "867945613"], first.Where(s => s.Name == "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION").Select(s => s.Value));
        _time.Advance(TimeSpan.FromSeconds(2));
        var second = await SamplesAsync();
        Assert.Equal(["1035257595", "868427805"], second.Where(s => s.Name == "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION").Select(s => s.Value));
        Assert.Equal(first.Select(s => s.Name), second.Select(s => s.Name));
    }

    [Fact]
    public async Task A_file_of_its_own_is_read_at_each_scrape_and_what_is_not_understood_is_served_as_it_is()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "a{b=\"c d\"} 1 #+ 2\nnonsense #+ x\n");
            await StartAsync(file);
            _time.Advance(TimeSpan.FromSeconds(3));
            Assert.Equal("a{b=\"c d\"} 7\nnonsense #+ x\n", await _client.GetStringAsync("/metrics"));
            await File.WriteAllTextAsync(file, "a 4\n");
            Assert.Equal("a 4\n", await _client.GetStringAsync("/metrics"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task StartAsync(string? file)
    {
        _exporter = new(new() { ListenAddress = "127.0.0.1:0", MetricsFile = file }, _time);
        await _exporter.StartAsync();
        _client.BaseAddress = new($"http://127.0.0.1:{_exporter.Port}");
    }

    private async Task<IReadOnlyList<(string Name, string Value)>> SamplesAsync() =>
    [
        .. from line in (await _client.GetStringAsync("/metrics")).Split('\n')
           where line.Length > 0 && line[0] != '#'
           select (line[..line.IndexOf('{', StringComparison.Ordinal)], line[(line.LastIndexOf(' ') + 1)..]),
    ];
}
