using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Metrics;
using ModelMonitor.Operator.Sampling;

namespace ModelMonitor.Tests.Operator.Sampling;

public sealed class SourceSamplerTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private readonly ManualTime _time = new();
    private readonly SampleBoard _board = new();
    private readonly Channel<ObjectKey> _woken = Channel.CreateUnbounded<ObjectKey>();
    private readonly ScriptedSource _source = new();

    [Fact]
    public async Task Every_interval_all_monitors_are_asked_for_in_one_round()
    {
        _board.Register(Watched("a"));
        _board.Register(Watched("b"));
        await RunAsync(async () =>
        {
            Assert.Equal(["a", "b"], (await WokenAsync(2)).Order());
            await _time.WaitForTimersAsync(1);
            _time.Advance(Interval);
            Assert.Equal(["a", "b"], (await WokenAsync(2)).Order());
            Assert.Equal(2, _source.Rounds.Count);
            Assert.All(_source.Rounds, round => Assert.Equal(2, round));
        });
    }

    [Fact]
    public async Task A_new_monitor_is_asked_for_at_once_and_alone()
    {
        _board.Register(Watched("a"));
        await RunAsync(async () =>
        {
            await WokenAsync(1);
            await _time.WaitForTimersAsync(1);
            _board.Register(Watched("b"));
            Assert.Equal(["b"], await WokenAsync(1));
            Assert.Equal([1, 1], _source.Rounds);
        });
    }

    [Fact]
    public async Task New_monitors_that_come_one_after_another_share_a_round()
    {
        _board.Register(Watched("a"));
        await RunAsync(async () =>
        {
            await WokenAsync(1);
            await _time.WaitForTimersAsync(1);
            _board.Register(Watched("b"));
            Assert.Equal(["b"], await WokenAsync(1));
            _board.Register(Watched("c"));
            _board.Register(Watched("d"));
            // The interval's and the pause's.
            await _time.WaitForTimersAsync(2);
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(["c", "d"], (await WokenAsync(2)).Order());
            Assert.Equal([1, 1, 2], _source.Rounds);
        });
    }

    [Fact]
    public async Task A_source_that_throws_does_not_end_the_sampling()
    {
        _source.Failure = new InvalidOperationException("broken promise");
        _board.Register(Watched("a"));
        await RunAsync(async () =>
        {
            await WokenAsync(1);
            Assert.Null(_board.Latest(new("llm", "a")));
            _source.Failure = null;
            await _time.WaitForTimersAsync(1);
            _time.Advance(Interval);
            await WokenAsync(1);
            Assert.NotNull(_board.Latest(new("llm", "a")));
        });
    }

    [Fact]
    public async Task An_engine_that_was_found_is_asked_for_by_name_until_its_metrics_are_gone()
    {
        var seen = Reading.Of(1, _time.GetUtcNow());
        _source.Sample = new(new Dictionary<string, Reading>(), new(seen, seen, seen), "tgi");
        _board.Register(Watched("a") with { Engine = null });
        await RunAsync(async () =>
        {
            await WokenAsync(1);
            await NextAsync();
            _source.Sample = new(new Dictionary<string, Reading>(), LoadReadings.Unknown(UnknownReason.NoData), "tgi");
            await NextAsync();
            await NextAsync();
            Assert.Equal([null, "tgi", "tgi", null], _source.Engines);
        });

        async Task NextAsync()
        {
            await _time.WaitForTimersAsync(1);
            _time.Advance(Interval);
            await WokenAsync(1);
        }
    }

    private static WatchedMonitor Watched(string name) =>
        new(new("llm", name), "prod", name, PodSelector.Parse($"app={name}"), "vllm", null, new(null, null, null), [new("o", Indicator.TimeToFirstToken, 0.95)]);

    private async Task RunAsync(Func<Task> test)
    {
        using var sampler = new SourceSampler(
            _source, _board, new PodFinder(new NoPods()), key => _woken.Writer.TryWrite(key), Interval, _time, NullLogger<SourceSampler>.Instance);
        using var end = new CancellationTokenSource();
        var running = sampler.RunAsync(end.Token);
        await test();
        await end.CancelAsync();
        await running;
    }

    private async Task<List<string>> WokenAsync(int count)
    {
        var names = new List<string>();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (names.Count < count) names.Add((await _woken.Reader.ReadAsync(deadline.Token)).Name);
        return names;
    }

    private sealed class ScriptedSource : IMetricsSource
    {
        public string Name => "prod";

        public List<int> Rounds { get; } = [];

        public List<string?> Engines { get; } = [];

        public MonitorSample Sample { get; set; } = new(new Dictionary<string, Reading>(), LoadReadings.Unknown(UnknownReason.NoData));

        public Exception? Failure { get; set; }

        public Task<IReadOnlyDictionary<string, MonitorSample>> SampleAsync(
            IReadOnlyCollection<MonitorQuestion> questions, CancellationToken cancellationToken)
        {
            Rounds.Add(questions.Count);
            if (Failure is not null) throw Failure;
            Engines.AddRange(questions.Select(q => q.Engine));
            return Task.FromResult<IReadOnlyDictionary<string, MonitorSample>>(questions.ToDictionary(q => q.Key, _ => Sample));
        }
    }

    private sealed class NoPods : IStore<V1Pod>
    {
        public bool TryGet(ObjectKey key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out V1Pod resource)
        {
            resource = null;
            return false;
        }

        public IReadOnlyCollection<V1Pod> List() => [];

        public IReadOnlyCollection<V1Pod> List(string ns) => [];
    }
}
