using System.Text.Json;
using ModelMonitor.Metrics;
using ModelMonitor.Operator.Configuration;
using ModelMonitor.Operator.Sampling;

namespace ModelMonitor.Operator.Hosting;

/// <summary>The configured metrics sources, each with its sampler, and how they follow the configuration.</summary>
/// <remarks>
/// <para><b>Guarantees</b>: a source whose definition, interval, window and presets stay keeps its sampler, its breaker and what it has learned;
/// of one that changes, the old sampler has ended before the new one begins; <see cref="Use"/> changes everything or throws and changes
/// nothing. Safe for concurrent use.</para>
/// <para><b>Assumptions</b>: one <see cref="RunAsync"/>, not after <see cref="Dispose"/>; names of sources differ.</para>
/// <para><b>Caveats</b>: <see cref="Find"/> knows a new source some moments before it is sampled.</para>
/// </remarks>
/// <param name="create">Makes a source.</param>
/// <param name="sample">Makes its sampler, with the time between two rounds.</param>
/// <param name="replaced">Called with the names of sources that are others now, before they are sampled.</param>
internal sealed class SourcePool(
    Func<SourceConfiguration, LoadedConfiguration, IMetricsSource> create,
    Func<IMetricsSource, TimeSpan, SourceSampler> sample,
    Action<IReadOnlyList<string>> replaced) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Seat, Task> _running = [];
    private IReadOnlyDictionary<string, Seat> _seats = new Dictionary<string, Seat>();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many sources there are.</summary>
    public int Count => Seats.Count;

    private IReadOnlyDictionary<string, Seat> Seats
    {
        get
        {
            lock (_lock) return _seats;
        }
    }

    /// <summary>The source of a name, or null.</summary>
    public IMetricsSource? Find(string name) => Seats.GetValueOrDefault(name)?.Source;

    /// <summary>Takes another configuration into use.</summary>
    public void Use(LoadedConfiguration wanted)
    {
        var (before, after, made) = (Seats, new Dictionary<string, Seat>(), new List<Seat>());
        try
        {
            foreach (var source in wanted.Configuration.Sources)
            {
                var definition = DefinitionOf(source, wanted.Configuration);
                var isSame = before.TryGetValue(source.Name, out var seat) && seat.Definition == definition && ReferenceEquals(seat.Engines, wanted.Engines);
                if (!isSame) made.Add(seat = Make(source, definition, wanted));
                after.Add(source.Name, seat!);
            }
        }
        catch
        {
            made.ForEach(s => s.Dispose());
            throw;
        }

        lock (_lock)
        {
            // What never ran has nobody else who would dispose of it.
            foreach (var unused in before.Values.Where(s => !after.ContainsValue(s) && !_running.ContainsKey(s))) unused.Dispose();
            _seats = after;
            _changed.TrySetResult();
        }
    }

    /// <summary>Samples until cancelled, or one sampler fails.</summary>
    /// <param name="cancellationToken">Ends it; the task then completes normally.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            while (true)
            {
                var changed = await FollowAsync(end.Token);
                await Task.WhenAny([changed.WaitAsync(end.Token), .. _running.Values]);
                if (cancellationToken.IsCancellationRequested) return;
                if (_running.Values.FirstOrDefault(t => t.IsCompleted) is not { } ended) continue;
                // None ends by itself: it failed, and the others must not go on without it.
                await ended;
                return;
            }
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(_running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var seat in Seats.Values) seat.Dispose();
    }

    /// <summary>Ends samplers of sources that are gone, and begins those of new ones.</summary>
    /// <returns>Ends at the next change.</returns>
    private async Task<Task> FollowAsync(CancellationToken cancellationToken)
    {
        List<Seat> gone, come;
        Task changed;
        lock (_lock)
        {
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            changed = _changed.Task;
            gone = [.. _running.Keys.Except(_seats.Values)];
            come = [.. _seats.Values.Except(_running.Keys)];
        }

        foreach (var seat in gone) await seat.Stop.CancelAsync();
        foreach (var seat in gone)
        {
            await _running[seat];
            lock (_lock) _running.Remove(seat);
            seat.Dispose();
        }

        var others = come.Where(c => gone.Any(g => g.Source.Name == c.Source.Name)).Select(c => c.Source.Name).ToList();
        if (gone.Count > 0) replaced(others);
        foreach (var seat in come)
        {
            var run = SampleAsync(seat, cancellationToken);
            lock (_lock) _running.Add(seat, run);
        }

        return changed;
    }

    private static async Task SampleAsync(Seat seat, CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(seat.Stop.Token, cancellationToken);
        await seat.Sampler.RunAsync(both.Token);
    }

    private Seat Make(SourceConfiguration source, string definition, LoadedConfiguration wanted)
    {
        var made = create(source, wanted);
        return new(definition, wanted.Engines, made, sample(made, TimeSpan.FromSeconds(wanted.Configuration.IntervalSeconds)));
    }

    private static string DefinitionOf(SourceConfiguration source, OperatorConfiguration configuration) =>
        $"{configuration.IntervalSeconds} {configuration.WindowSeconds} {JsonSerializer.Serialize(source, ConfigurationJsonContext.Default.SourceConfiguration)}";

    private sealed class Seat(string definition, EngineCatalog engines, IMetricsSource source, SourceSampler sampler) : IDisposable
    {
        public string Definition => definition;

        public EngineCatalog Engines => engines;

        public IMetricsSource Source => source;

        public SourceSampler Sampler => sampler;

        public CancellationTokenSource Stop { get; } = new();

        public void Dispose()
        {
            sampler.Dispose();
            Stop.Dispose();
            (source as IDisposable)?.Dispose();
        }
    }
}
