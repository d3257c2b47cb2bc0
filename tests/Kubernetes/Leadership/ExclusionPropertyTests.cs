using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Leadership;

/// <summary>
/// Three processes, five simulated minutes of random faults, then peace. <see cref="World"/> checks after each step that no two have a
/// term; here writes are checked against the next leader's beginning, and that someone leads in the end.
/// </summary>
public sealed class ExclusionPropertyTests
{
    private static readonly string[] Names = ["a", "b", "c"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 24)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Never_two_leaders_and_no_write_into_the_next_term(int seed) => World.Run(async world =>
    {
        var random = new Random(seed);
        var trial = new Trial(world, random);
        world.Api.Fates = trial.FateOf;
        world.Check = trial.Check;
        foreach (var name in Names) trial.Keep(name);
        for (var fault = 0; fault < 60; fault++)
        {
            await world.PassAsync(random.NextDouble() * 10);
            await trial.InjectAsync();
        }

        trial.Peace();
        await world.UntilAsync(() => world.Leaders.Any(), 60);
        await world.PassAsync(30);
        Assert.Single(world.Leaders);
        Assert.True(trial.Terms > 5, $"only {trial.Terms} terms: the faults are too tame");
        Assert.True(trial.Writes > 500, $"only {trial.Writes} writes");
    });

    private sealed class Trial(World world, Random random)
    {
        private readonly Dictionary<string, SimulatedProcess> _current = [];
        private readonly HashSet<SimulatedProcess> _cutOff = [];
        private readonly Dictionary<SimulatedProcess, long> _writesEnd = [];
        private double _failing;
        private bool _slow;
        private bool _peace;
        private long _highest;
        private int _born;

        public int Terms { get; private set; }

        public int Writes { get; private set; }

        /// <summary>Starts a process, and another whenever it ends: a Pod.</summary>
        public async void Keep(string name)
        {
            while (true)
            {
                var process = world.Process($"{name}{++_born}", jitter: new Random(_born));
                _current[name] = process;
                process.Start();
                Act(process);
                while (!process.Run.IsCompleted && _current[name] == process) await world.PassAsync(0.5);
                await world.PassAsync(1);
            }
        }

        public Fate FateOf(SimulatedProcess by, string verb)
        {
            if (_cutOff.Contains(by)) return new(Way: TimeSpan.FromSeconds(random.NextDouble() * 40), Loss: World.Http(504));
            var (way, back) = (random.NextDouble() * 0.2, random.NextDouble() * 0.2);
            if (_slow) (way, back) = (way * 30, back * 30);
            var fails = random.NextDouble() < _failing;
            var error = World.Http(random.Next(2) == 0 ? 500 : 504);
            return random.Next(2) == 0
                ? new(TimeSpan.FromSeconds(way), TimeSpan.FromSeconds(back), Refusal: fails ? error : null)
                : new(TimeSpan.FromSeconds(way), TimeSpan.FromSeconds(back), Loss: fails ? error : null);
        }

        public async Task InjectAsync()
        {
            // Mostly the leader: that is where it hurts.
            var name = Names[random.Next(Names.Length)];
            if (random.Next(3) > 0) name = Names.FirstOrDefault(n => _current[n].Leads) ?? name;
            var process = _current[name];
            switch (random.Next(7))
            {
                case 0:
                    process.Freeze();
                    await world.PassAsync(random.NextDouble() * 40);
                    process.Thaw();
                    break;
                case 1: // SIGKILL
                    process.Freeze();
                    _current[name] = null!;
                    await world.PassAsync(2);
                    break;
                case 2:
                    _cutOff.Add(process);
                    await world.PassAsync(random.NextDouble() * 30);
                    _cutOff.Remove(process);
                    break;
                case 3:
                    process.Skew += TimeSpan.FromMinutes(random.Next(-120, 120));
                    break;
                case 4:
                    _failing = random.NextDouble() * random.NextDouble();
                    break;
                case 5:
                    _slow = !_slow;
                    break;
                default: // SIGTERM
                    process.Stop();
                    try
                    {
                        await process.Run;
                        _writesEnd.Remove(process); // drained
                        await process.ReleaseAsync();
                    }
                    catch (LeadershipLostException)
                    {
                    }

                    break;
            }
        }

        public void Peace() => (_failing, _slow, _peace) = (0, false, true);

        public void Check()
        {
            foreach (var leader in world.Leaders)
            {
                if (leader.Elector.Term!.Number <= _highest) continue;
                Terms++;
                _highest = leader.Elector.Term.Number;
                foreach (var (other, end) in _writesEnd)
                    Assert.True(other == leader || end < world.Time.GetTimestamp(), $"{other.Name} still writes when {leader.Name} leads");
            }
        }

        private async void Act(SimulatedProcess process)
        {
            while (!process.Run.IsCompleted && !_peace)
            {
                await world.PassAsync(random.NextDouble() * 0.3);
                try
                {
                    if (process.Elector.Term is not { } term) continue;
                    var limit = process.Fence.Pass();
                    Assert.Equal(_highest, term.Number);
                    Writes++;
                    world.StoredTerm = term.Number;
                    _writesEnd[process] = world.Time.GetTimestamp() + limit.Ticks;
                }
                catch (LeadershipLostException)
                {
                }
            }
        }
    }
}
