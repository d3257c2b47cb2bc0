using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Client;

/// <summary>Electors against a real API server. Virtual time shows the rest: tests/Kubernetes/Leadership.</summary>
public sealed class LeaderElectionTests(ClusterFixture cluster)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    // An installation's times: with shorter ones a machine that stands still for seconds changes the leader.
    private const int LeaseSeconds = 15;

    [Fact]
    public async Task One_leads_and_its_release_lets_the_other_lead()
    {
        await using var stage = await Stage.OpenAsync(cluster);
        var (first, second) = (stage.Start(), stage.Start());
        var leader = await stage.OneLeaderAsync();
        var other = leader == first ? second : first;
        Assert.Equal(1, leader.Elector.Term!.Number);
        var lease = await stage.LeaseAsync();
        Assert.Equal((leader.Elector.Options.Identity, LeaseSeconds, 1), (lease!.HolderIdentity, lease.LeaseDurationSeconds, lease.LeaseTransitions));

        await leader.StopAsync();
        Assert.Null(leader.Elector.Term);
        await Eventually.TrueAsync("the other leads", () => Task.FromResult(other.Elector.Term is { Number: > 1 }), Deadline);
    }

    [Fact]
    public async Task A_guarded_client_writes_while_its_elector_leads_and_only_then()
    {
        await using var stage = await Stage.OpenAsync(cluster);
        var candidate = stage.Create();
        using var client = new KubernetesClient(
            cluster.Config, fence: new LeadershipFence(candidate.Elector, TimeProvider.System));
        var map = new V1ConfigMap { Metadata = new() { Namespace = stage.Namespace, Name = "a" } };
        var maps = client.Resource<V1ConfigMap>();
        await Assert.ThrowsAsync<LeadershipLostException>(() => maps.CreateAsync(map));
        candidate.Start();
        await candidate.Elector.WaitForLeadershipAsync(CancellationToken.None).WaitAsync(Deadline);
        await Eventually.GetAsync("a write passes", async () => await maps.CreateAsync(map), Deadline);
        await candidate.StopAsync();
        await Assert.ThrowsAsync<LeadershipLostException>(() => maps.DeleteAsync(new(stage.Namespace, "a")));
        await maps.GetAsync(new(stage.Namespace, "a"));
    }

    [Theory]
    [InlineData("""{"spec":{"holderIdentity":""}}""")]
    [InlineData("""{"spec":{"holderIdentity":null}}""")]
    [InlineData("""{"spec":null}""")]
    [InlineData("""{"spec":{"holderIdentity":"nobody","leaseDurationSeconds":2147483647}}""")]
    [InlineData("delete")]
    public async Task After_a_hand_on_the_lease_exactly_one_leads(string edit)
    {
        await using var stage = await Stage.OpenAsync(cluster);
        stage.Start();
        stage.Start();
        await stage.OneLeaderAsync();
        var before = await stage.LeaseAsync();
        stage.StoredTerm = before!.LeaseTransitions!.Value;
        if (edit == "delete") await stage.Leases.DeleteAsync(stage.Key);
        else await stage.Leases.PatchAsync(stage.Key, Patch.Merge(edit));

        // A process that lost ends; here as in a Pod another takes its place.
        await Eventually.TrueAsync(
            "a live leader holds the lease under a higher term",
            async () =>
            {
                stage.ReplaceEnded();
                return stage.Leaders is [var leader]
                    && await stage.LeaseAsync() is { LeaseTransitions: { } number, LeaseDurationSeconds: LeaseSeconds } lease
                    && lease.HolderIdentity == leader.Elector.Options.Identity
                    && leader.Elector.Term?.Number == number
                    && number > stage.StoredTerm;
            },
            Deadline);
    }

    [Fact]
    public async Task An_empty_lease_is_taken_over_and_not_created()
    {
        await using var stage = await Stage.OpenAsync(cluster);
        await stage.Leases.CreateAsync(new() { Metadata = new() { Namespace = stage.Key.Namespace, Name = stage.Key.Name } });
        stage.Start();
        Assert.Equal(1, (await stage.OneLeaderAsync()).Elector.Term!.Number);
    }

    private sealed class Stage(ClusterFixture cluster, string ns) : IAsyncDisposable
    {
        private readonly List<Candidate> _all = [];
        private readonly List<Candidate> _candidates = [];

        public string Namespace => ns;

        /// <summary>The highest term in a stored object, by which terms rise also when the Lease has lost its number.</summary>
        public long StoredTerm { get; set; }

        public ObjectKey Key { get; } = new(ns, LeaderElectionOptions.DefaultName);

        public ResourceClient<V1Lease> Leases { get; } = cluster.Client.Resource<V1Lease>();

        public IReadOnlyList<Candidate> Leaders => [.. _candidates.Where(c => c.Elector.Term is not null)];

        public static async Task<Stage> OpenAsync(ClusterFixture cluster) => new(cluster, await cluster.CreateNamespaceAsync());

        public Candidate Create()
        {
            var candidate = new Candidate(cluster.Config, ns, () => StoredTerm);
            _all.Add(candidate);
            _candidates.Add(candidate);
            return candidate;
        }

        public Candidate Start()
        {
            var candidate = Create();
            candidate.Start();
            return candidate;
        }

        public void ReplaceEnded()
        {
            for (var ended = _candidates.RemoveAll(c => c.HasEnded); ended > 0; ended--) Start();
        }

        public Task<Candidate> OneLeaderAsync() => Eventually.GetAsync(
            "one leads", () => Task.FromResult(Leaders is [var leader] ? leader : null), Deadline);

        public async Task<V1LeaseSpec?> LeaseAsync() => (await Leases.GetAsync(Key)).Spec;

        public async ValueTask DisposeAsync()
        {
            foreach (var candidate in _all) await candidate.DisposeAsync();
        }
    }

    private sealed class Candidate : IAsyncDisposable
    {
        private readonly KubernetesClient _client;
        private readonly CancellationTokenSource _stop = new();
        private Task _run = Task.CompletedTask;

        public Candidate(ClientConfig config, string ns, Func<long> storedTerm)
        {
            var options = new LeaderElectionOptions
            {
                Namespace = ns,
                LeaseDuration = TimeSpan.FromSeconds(LeaseSeconds),
                RenewDeadline = TimeSpan.FromSeconds(10),
                RetryPeriod = TimeSpan.FromSeconds(0.5),
            };
            _client = new(config with { RequestTimeout = options.RequestTimeout });
            Elector = new(new ApiLeaseStore(_client), options, storedTerm, TimeProvider.System, NullLogger.Instance);
        }

        public LeaderElector Elector { get; }

        public bool HasEnded => _run.IsFaulted;

        public void Start() => _run = Elector.RunAsync(_stop.Token);

        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            try
            {
                await _run;
            }
            catch (LeadershipLostException)
            {
                // A busy machine may lose it; the test sees so by what it waits for.
            }

            await Elector.ReleaseAsync(CancellationToken.None);
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            Elector.Dispose();
            _client.Dispose();
            _stop.Dispose();
        }
    }
}
