using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Leadership;

/// <summary>What happens to one request.</summary>
/// <param name="Way">How long it takes to the server.</param>
/// <param name="Back">How long the answer takes.</param>
/// <param name="Refusal">Thrown instead of carrying it out.</param>
/// <param name="Loss">Thrown after carrying it out.</param>
internal sealed record Fate(TimeSpan Way = default, TimeSpan Back = default, Exception? Refusal = null, Exception? Loss = null);

/// <summary>A request that reached the server and was carried out.</summary>
internal sealed record LeaseWrite(long At, string By, string Verb, V1LeaseSpec Spec);

/// <summary>The Lease at the server, and the network to it. What was sent arrives, also when nobody waits for the answer any more.</summary>
internal sealed class FakeLeaseApi(World world)
{
    private int _version;

    public V1Lease? Lease { get; private set; }

    public V1LeaseSpec Spec => Lease!.Spec!;

    /// <summary>Decides what happens to a request of a process, given the verb.</summary>
    public Func<SimulatedProcess, string, Fate> Fates { get; set; } = (_, _) => new();

    /// <summary>All requests that were sent, as process and verb.</summary>
    public List<(string By, string Verb)> Sent { get; } = [];

    public List<LeaseWrite> Writes { get; } = [];

    /// <summary>Whether clients go on waiting although they were told not to.</summary>
    public bool Deaf { get; set; }

    public ILeaseStore For(SimulatedProcess process) => new Store(this, process);

    /// <summary>A person's hand.</summary>
    public void Edit(Func<V1LeaseSpec, V1LeaseSpec?> change) => Lease = Next(change(Lease?.Spec ?? new()));

    /// <summary>A person's hand.</summary>
    public void Delete() => Lease = null;

    private V1Lease Next(V1LeaseSpec? spec) => new() { Metadata = new() { ResourceVersion = $"{++_version}" }, Spec = spec };

    private Task<V1Lease?> SendAsync(SimulatedProcess by, string verb, Func<V1Lease?> carryOut, CancellationToken cancellationToken)
    {
        Sent.Add((by.Name, verb));
        var answer = new TaskCompletionSource<V1Lease?>();
        world.Post(async _ =>
        {
            try
            {
                var fate = Fates(by, verb);
                if (fate.Way > TimeSpan.Zero) await Task.Delay(fate.Way, world.Time);
                if (fate.Refusal is { } refusal) throw refusal;
                var result = carryOut();
                if (fate.Back > TimeSpan.Zero) await Task.Delay(fate.Back, world.Time);
                if (fate.Loss is { } loss) throw loss;
                answer.SetResult(result);
            }
            catch (Exception e)
            {
                answer.SetException(e);
            }
        }, null);
        return Deaf ? answer.Task : WaitAsync(answer.Task, by, verb, cancellationToken);
    }

    private static async Task<V1Lease?> WaitAsync(
        Task<V1Lease?> answer, SimulatedProcess by, string verb, CancellationToken cancellationToken)
    {
        try
        {
            return await answer.WaitAsync(by.RequestTimeout, by.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new KubernetesException($"{verb} leases: no answer");
        }
    }

    private V1Lease Stored(SimulatedProcess by, string verb, V1LeaseSpec spec)
    {
        Writes.Add(new(world.Time.GetTimestamp(), by.Name, verb, spec));
        return Lease = Next(spec);
    }

    private sealed class Store(FakeLeaseApi api, SimulatedProcess process) : ILeaseStore
    {
        public Task<V1Lease?> GetAsync(ObjectKey key, CancellationToken cancellationToken) =>
            api.SendAsync(process, "get", () => api.Lease, cancellationToken);

        public async Task<V1Lease> CreateAsync(V1Lease lease, CancellationToken cancellationToken) =>
            (await api.SendAsync(
                process, "create", () => api.Lease is null ? api.Stored(process, "create", lease.Spec!) : throw World.Http(409),
                cancellationToken))!;

        public async Task<V1Lease> PatchAsync(
            ObjectKey key, string resourceVersion, V1LeaseSpec spec, CancellationToken cancellationToken) =>
            (await api.SendAsync(process, "patch", () => Patch(resourceVersion, spec), cancellationToken))!;

        private V1Lease Patch(string resourceVersion, V1LeaseSpec spec)
        {
            if (api.Lease is not { } lease) throw World.Http(404);
            if (lease.Metadata.ResourceVersion != resourceVersion) throw World.Http(409);
            var old = lease.Spec ?? new();
            return api.Stored(process, "patch", new()
            {
                HolderIdentity = spec.HolderIdentity ?? old.HolderIdentity,
                LeaseDurationSeconds = spec.LeaseDurationSeconds ?? old.LeaseDurationSeconds,
                AcquireTime = spec.AcquireTime ?? old.AcquireTime,
                RenewTime = spec.RenewTime ?? old.RenewTime,
                LeaseTransitions = spec.LeaseTransitions ?? old.LeaseTransitions,
            });
        }
    }
}
