using ModelMonitor.Kubernetes;
using ModelMonitor.Tests.Kubernetes.Runtime;

namespace ModelMonitor.Tests.Kubernetes.Leadership;

/// <summary>A process of the <see cref="World"/> with an elector: it can be stopped and continued, and has a wall clock of its own.</summary>
internal sealed class SimulatedProcess : SynchronizationContext, IDisposable
{
    private readonly World _world;
    private readonly Queue<Action> _held = [];
    private readonly CancellationTokenSource _stop = new();
    private bool _stopped;

    public SimulatedProcess(World world, string name, LeaderElectionOptions? options, Random? jitter)
    {
        (_world, Name) = (world, name);
        Time = new ProcessTime(this);
        options ??= Options(name);
        RequestTimeout = options.RequestTimeout;
        Elector = new(
            world.Api.For(this), options, () => world.StoredTerm, Time, Log, jitter ?? new FixedRandom(1), new(new(name)));
        Fence = new(Elector, Time);
    }

    public string Name { get; }

    public TimeProvider Time { get; }

    public LeaderElector Elector { get; }

    public LeadershipFence Fence { get; }

    public LogList Log { get; } = new();

    /// <summary>How far its wall clock is off.</summary>
    public TimeSpan Skew { get; set; }

    /// <summary>What its client waits for an answer.</summary>
    public TimeSpan RequestTimeout { get; set; }

    /// <summary>The elector's run.</summary>
    public Task Run { get; private set; } = Task.CompletedTask;

    public bool Leads => Elector.Term is not null;

    public static LeaderElectionOptions Options(string identity) => new() { Namespace = "mm", Identity = identity };

    public void Start() => Do(() => Run = Elector.RunAsync(_stop.Token));

    /// <summary>Asks the elector to end.</summary>
    public void Stop() => Do(_stop.Cancel);

    public async Task ReleaseAsync()
    {
        var done = Task.CompletedTask;
        Do(() => done = Elector.ReleaseAsync(CancellationToken.None));
        await done;
    }

    /// <summary>SIGSTOP; for ever, it is as good as SIGKILL.</summary>
    public void Freeze() => _stopped = true;

    /// <summary>SIGCONT.</summary>
    public void Thaw()
    {
        _stopped = false;
        while (_held.TryDequeue(out var next)) _world.Post(_ => Do(next), null);
    }

    public override void Post(SendOrPostCallback d, object? state) => _world.Post(_ => Do(() => d(state)), null);

    public void Dispose()
    {
        Elector.Dispose();
        _stop.Dispose();
    }

    private void Do(Action action)
    {
        if (_stopped)
        {
            _held.Enqueue(action);
            return;
        }

        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            action();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    private sealed class ProcessTime(SimulatedProcess process) : TimeProvider
    {
        public override long TimestampFrequency => process._world.Time.TimestampFrequency;

        public override long GetTimestamp() => process._world.Time.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => process._world.Time.GetUtcNow() + process.Skew;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            process._world.Time.CreateTimer(s => process.Post(_ => callback(s), null), state, dueTime, period);
    }
}
