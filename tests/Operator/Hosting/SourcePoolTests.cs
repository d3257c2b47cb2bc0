using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Metrics;
using ModelMonitor.Operator.Configuration;
using ModelMonitor.Operator.Hosting;
using ModelMonitor.Operator.Sampling;
using ModelMonitor.Tests.Operator.Reconciling;

namespace ModelMonitor.Tests.Operator.Hosting;

public sealed class SourcePoolTests : IDisposable
{
    private const string Two = "sources: [{name: a, url: http://a}, {name: b, url: http://b}]\n";
    private static readonly EngineCatalog Engines = EngineCatalog.LoadEmbedded();
    private readonly ManualTime _time = new();
    private readonly SampleBoard _board = new();
    private readonly List<FakeSource> _made = [];
    private readonly List<string> _replaced = [];
    private readonly SourcePool _pool;
    private string? _broken;

    public SourcePoolTests()
    {
        var pods = new PodFinder(new Pods());
        _pool = new(Create, (source, interval) => new(source, _board, pods, _ => { }, interval, _time, NullLogger<SourceSampler>.Instance), names =>
        {
            lock (_replaced) _replaced.AddRange(names);
        });
    }

    public void Dispose() => _pool.Dispose();

    [Fact]
    public async Task A_source_whose_definition_stays_is_kept_and_one_that_changes_is_made_anew()
    {
        _pool.Use(Load(Two));
        await RunAsync(async () =>
        {
            var (a, b) = (_pool.Find("a"), (FakeSource)_pool.Find("b")!);
            _pool.Use(Load(Two.Replace("http://b", "http://c", StringComparison.Ordinal)));
            Assert.Same(a, _pool.Find("a"));
            Assert.NotSame(b, _pool.Find("b"));
            await UntilAsync("the old one's end", () => b.IsDisposed && Replaced().SequenceEqual(["b"]));
            Assert.False(((FakeSource)a!).IsDisposed);
        });
        Assert.Equal(3, _made.Count);
    }

    [Theory]
    [InlineData("intervalSeconds: 14\n")]
    [InlineData("windowSeconds: 61\n")]
    public void Another_rhythm_begins_all_anew(string change)
    {
        _pool.Use(Load(Two));
        _pool.Use(Load(Two));
        Assert.Equal(2, _made.Count);
        _pool.Use(Load(Two + change));
        Assert.Equal(4, _made.Count);
        Assert.Equal([true, true, false, false], _made.Select(m => m.IsDisposed));
    }

    [Fact]
    public void Other_presets_begin_all_anew()
    {
        _pool.Use(Load(Two));
        _pool.Use(Load(Two) with { Engines = EngineCatalog.LoadEmbedded() });
        Assert.Equal(4, _made.Count);
    }

    [Fact]
    public async Task A_source_that_is_gone_ends_and_a_new_one_is_sampled()
    {
        _pool.Use(Load(Two));
        await RunAsync(async () =>
        {
            var b = (FakeSource)_pool.Find("b")!;
            _pool.Use(Load("sources: [{name: a, url: http://a}, {name: z, url: http://z}]"));
            await UntilAsync("the end", () => b.IsDisposed);
            Assert.Null(_pool.Find("b"));
            _board.Register(new(new("ns", "m"), "z", "t", PodSelector.Parse("app=t"), null, null, new(null, null, null), []));
            await UntilAsync("a sample", () => ((FakeSource)_pool.Find("z")!).Rounds > 0);
        });
        Assert.Empty(_replaced);
        Assert.All(_made, m => Assert.Equal(m.Name == "b", m.IsDisposed));
    }

    [Fact]
    public void What_cannot_be_made_changes_nothing()
    {
        _pool.Use(Load(Two));
        _broken = "y";
        Assert.Throws<InvalidOperationException>(() => _pool.Use(Load("sources: [{name: x, url: http://x}, {name: y, url: http://y}]")));
        Assert.Equal(2, _pool.Count);
        Assert.NotNull(_pool.Find("a"));
        Assert.Equal(["x"], _made.Where(m => m.IsDisposed).Select(m => m.Name));
    }

    private static LoadedConfiguration Load(string yaml) => new(ConfigurationLoader.Parse(yaml, "c.yaml"), Engines, new("", ""));

    private FakeSource Create(SourceConfiguration source, LoadedConfiguration wanted)
    {
        if (source.Name == _broken) throw new InvalidOperationException("made up");
        var made = new FakeSource(source.Name);
        _made.Add(made);
        return made;
    }

    private string[] Replaced()
    {
        lock (_replaced) return [.. _replaced];
    }

    private async Task RunAsync(Func<Task> test)
    {
        using var stop = new CancellationTokenSource();
        var running = _pool.RunAsync(stop.Token);
        await test();
        await stop.CancelAsync();
        await running;
    }

    private static async Task UntilAsync(string what, Func<bool> isSo) =>
        await Eventually.GetAsync(what, () => Task.FromResult(isSo() ? what : null), TimeSpan.FromSeconds(30));

    private sealed class FakeSource(string name) : IMetricsSource, IDisposable
    {
        private volatile bool _isDisposed;
        private int _rounds;

        public string Name => name;

        public bool IsDisposed => _isDisposed;

        public int Rounds => Volatile.Read(ref _rounds);

        public Task<IReadOnlyDictionary<string, MonitorSample>> SampleAsync(IReadOnlyCollection<MonitorQuestion> questions, CancellationToken cancellationToken)
        {
            Assert.False(_isDisposed);
            Interlocked.Increment(ref _rounds);
            return Task.FromResult<IReadOnlyDictionary<string, MonitorSample>>(new Dictionary<string, MonitorSample>());
        }

        public void Dispose() => _isDisposed = true;
    }
}
