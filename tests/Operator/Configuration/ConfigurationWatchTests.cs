using System.Diagnostics.Metrics;
using System.Threading.Channels;
using ModelMonitor.Operator.Configuration;
using ModelMonitor.Tests.Operator.Exposition;

namespace ModelMonitor.Tests.Operator.Configuration;

public sealed class ConfigurationWatchTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly MountedConfiguration _mounted = new("intervalSeconds: 10\n");
    private readonly Channel<LoadedConfiguration> _used = Channel.CreateUnbounded<LoadedConfiguration>();
    private readonly LogLines _log = new();
    private readonly ConfigurationMetrics _metrics;
    private Exception? _refusal;

    public ConfigurationWatchTests() => _metrics = new(_time, this);

    public void Dispose()
    {
        _metrics.Dispose();
        _mounted.Dispose();
    }

    [Fact]
    public async Task A_change_behind_a_swapped_link_is_used_at_the_next_look()
    {
        await RunAsync(async () =>
        {
            _mounted.Write("intervalSeconds: 12\n");
            Assert.Equal(12, (await LookAsync()).Configuration.IntervalSeconds);
            Assert.Equal((1, Now(), 0), Numbers());
            Assert.Contains(_log.Lines, l => l.EndsWith("changed: intervalSeconds", StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task What_did_not_change_is_not_used_again()
    {
        await RunAsync(async () =>
        {
            _time.Advance(ConfigurationWatch.Period);
            File.SetLastWriteTimeUtc(_mounted.Path, new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            _time.Advance(ConfigurationWatch.Period);
            _mounted.Write("intervalSeconds: 11\n");
            Assert.Equal(11, (await LookAsync()).Configuration.IntervalSeconds);
            Assert.False(_used.Reader.TryRead(out _));
        });
    }

    [Fact]
    public async Task A_wrong_change_is_told_once_and_changes_nothing_until_it_is_right()
    {
        await RunAsync(async () =>
        {
            var start = Now();
            _mounted.Write("intervalSeconds: 0\n");
            await FailAsync(1);
            Assert.Equal((0, start, 0), Numbers());
            Assert.Contains("intervalSeconds is 0; it must be 1 to 300, for example intervalSeconds: 15", Assert.Single(_log.Lines), StringComparison.Ordinal);
            _time.Advance(ConfigurationWatch.Period);
            _mounted.Write("intervalSeconds: 14\n");
            Assert.Equal(14, (await LookAsync()).Configuration.IntervalSeconds);
            Assert.Single(_log.Lines, l => l.Contains("is not used", StringComparison.Ordinal));
            Assert.Equal((1, Now(), 0), Numbers());
        });
    }

    [Fact]
    public async Task A_file_that_goes_and_one_that_cannot_be_brought_into_effect_are_faults_too()
    {
        await RunAsync(async () =>
        {
            _mounted.Remove();
            await FailAsync(1);
            Assert.Contains("cannot read", _log.Lines.Last(), StringComparison.Ordinal);
            _refusal = new InvalidOperationException("made up");
            File.WriteAllText(_mounted.Path, "intervalSeconds: 13\n");
            await FailAsync(2);
            Assert.Contains("made up", _log.Lines.Last(), StringComparison.Ordinal);
            Assert.Equal(0, Numbers().Good);
            _refusal = null;
            Assert.Equal(13, (await LookAsync()).Configuration.IntervalSeconds);
        });
    }

    [Fact]
    public async Task What_a_wrong_file_names_may_appear_later()
    {
        await RunAsync(async () =>
        {
            var token = Path.Combine(_mounted.Presets, "token");
            _mounted.Write($"sources: [{{name: p, url: http://p, bearerTokenFile: '{token}'}}]\n");
            await FailAsync(1);
            File.WriteAllText(token, "t");
            Assert.Equal("p", Assert.Single((await LookAsync()).Configuration.Sources).Name);
        });
    }

    [Fact]
    public async Task A_restart_is_asked_for_as_long_as_the_file_differs_from_the_start_in_what_needs_one()
    {
        await RunAsync(async () =>
        {
            _mounted.Write("intervalSeconds: 10\nactor: someone\nlogging: {format: text}\n");
            await LookAsync();
            Assert.Contains("needs a restart to take effect: actor, logging.format", _log.Lines);
            Assert.Equal(1, Numbers().Restart);
            _mounted.Write("intervalSeconds: 10\nactor: someone\nmonitoring: {rules: false}\n");
            await LookAsync();
            Assert.Contains("needs a restart to take effect: actor", _log.Lines);
            _mounted.Write("intervalSeconds: 10\n");
            await LookAsync();
            Assert.Equal(0, Numbers().Restart);
        });
    }

    [Fact]
    public async Task Presets_are_read_again_when_a_file_of_theirs_changes_and_else_kept()
    {
        var preset = Path.Combine(_mounted.Presets, "mine.yaml");
        File.WriteAllText(preset, Mine("mine"));
        _mounted.Write($"presetsFolder: {_mounted.Presets}\n");
        await RunAsync(async () =>
        {
            _mounted.Write($"presetsFolder: {_mounted.Presets}\nintervalSeconds: 12\n");
            var first = await LookAsync();
            Assert.Contains("mine", first.Engines.Names);
            _mounted.Write($"presetsFolder: {_mounted.Presets}\nintervalSeconds: 13\n");
            Assert.Same(first.Engines, (await LookAsync()).Engines);
            File.WriteAllText(preset, Mine("yours"));
            Assert.Contains("yours", (await LookAsync()).Engines.Names);
            Assert.Contains(_log.Lines, l => l.EndsWith("changed: presets", StringComparison.Ordinal));
        });
    }

    private static string Mine(string name) => $"name: {name}\nsource: us\nscrape: {{port: 9000, path: /metrics}}\nsignals:\n  running: {{gauge: mine_running}}\n";

    private async Task RunAsync(Func<Task> test)
    {
        using var stop = new CancellationTokenSource();
        var watch = new ConfigurationWatch(_mounted.Path, ConfigurationLoader.LoadAll(_mounted.Path), Use, _metrics, _time, _log);
        var running = watch.RunAsync(stop.Token);
        await _time.WaitForTimersAsync(1);
        await test();
        await stop.CancelAsync();
        await running;
    }

    private void Use(LoadedConfiguration wanted)
    {
        if (_refusal is not null) throw _refusal;
        Assert.True(_used.Writer.TryWrite(wanted));
    }

    // What is told after a use is told by the time the next tick is waited for; Eventually waits for it.
    private async Task<LoadedConfiguration> LookAsync()
    {
        var lines = _log.Lines.Count;
        _time.Advance(ConfigurationWatch.Period);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        var used = await _used.Reader.ReadAsync(deadline.Token);
        await Eventually.GetAsync("the log line", () => Task.FromResult(_log.Lines.Count > lines ? _log : null), TimeSpan.FromSeconds(30));
        return used;
    }

    private async Task FailAsync(int times)
    {
        _time.Advance(ConfigurationWatch.Period);
        await Eventually.GetAsync("the fault", () => Task.FromResult(
            _log.Lines.Count(l => l.Contains("is not used", StringComparison.Ordinal)) == times ? _log : null), TimeSpan.FromSeconds(30));
    }

    private long Now() => _time.GetUtcNow().ToUnixTimeSeconds();

    private (long Good, long At, long Restart) Numbers()
    {
        var numbers = new Dictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, this)) l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => numbers[instrument.Name] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return (
            numbers["modelmonitor_config_last_reload_successful"], numbers["modelmonitor_config_last_reload_success_timestamp_seconds"],
            numbers["modelmonitor_config_restart_needed"]);
    }
}
