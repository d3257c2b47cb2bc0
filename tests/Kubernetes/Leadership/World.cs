using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Leadership;

/// <summary>
/// Processes, a server and their clocks on one thread and in virtual time: whatever is ready runs first, and only then does the clock
/// move. The same scenario runs the same way every time. After every step no two processes may have a term.
/// </summary>
internal sealed class World : SynchronizationContext
{
    private static readonly TimeSpan StepLength = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(2);

    private readonly Queue<Action> _ready = [];
    private readonly List<SimulatedProcess> _processes = [];

    private World() => Api = new(this);

    public ManualTime Time { get; } = new();

    public FakeLeaseApi Api { get; }

    /// <summary>The highest term that stands in any stored object.</summary>
    public long StoredTerm { get; set; }

    /// <summary>Called after every step.</summary>
    public Action Check { get; set; } = () => { };

    public IEnumerable<SimulatedProcess> Leaders => _processes.Where(p => p.Elector.Term is not null);

    /// <summary>Runs a scenario to its end.</summary>
    public static void Run(Func<World, Task> scenario)
    {
        var before = Current;
        var world = new World();
        SetSynchronizationContext(world);
        try
        {
            var start = world.Time.GetTimestamp();
            var task = scenario(world);
            while (!task.IsCompleted)
            {
                if (!world._ready.TryDequeue(out var next)) next = () => world.Time.Advance(StepLength);
                next();
                world.CheckExclusion();
                if (world.Time.GetElapsedTime(start) > Longest) throw new TimeoutException("the scenario does not end");
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            foreach (var process in world._processes) process.Dispose();
            SetSynchronizationContext(before);
        }
    }

    public static KubernetesException Http(int code) =>
        new($"leases: {code}", (System.Net.HttpStatusCode)code, code == 409 ? new() { Reason = "Conflict" } : null);

    public SimulatedProcess Process(string name, LeaderElectionOptions? options = null, Random? jitter = null)
    {
        var process = new SimulatedProcess(this, name, options, jitter);
        _processes.Add(process);
        return process;
    }

    /// <summary>A process that leads.</summary>
    public async Task<SimulatedProcess> LeaderAsync(string name, LeaderElectionOptions? options = null)
    {
        var process = Process(name, options);
        process.Start();
        await UntilAsync(() => process.Elector.Term is not null, 5);
        return process;
    }

    /// <summary>Lets time pass.</summary>
    public Task PassAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), Time);

    /// <summary>Waits for a condition and gives the seconds that it took.</summary>
    public async Task<double> UntilAsync(Func<bool> condition, double seconds)
    {
        var start = Time.GetTimestamp();
        while (!condition())
        {
            Assert.True(Time.GetElapsedTime(start).TotalSeconds <= seconds, $"not within {seconds} s");
            await Task.Delay(StepLength, Time);
        }

        return Time.GetElapsedTime(start).TotalSeconds;
    }

    public override void Post(SendOrPostCallback d, object? state) => _ready.Enqueue(() => d(state));

    private void CheckExclusion()
    {
        var leaders = Leaders.Select(p => p.Name).ToList();
        Assert.True(leaders.Count <= 1, $"{string.Join(" and ", leaders)} lead at {Time.GetUtcNow():mm:ss.fff}");
        Check();
    }
}
