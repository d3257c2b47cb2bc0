using System.Net;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Certificates;

/// <summary>The Secret at an API server that several replicas share; writes are pinned as the real one pins them.</summary>
internal sealed class SecretAtServer : IAuthorityStore
{
    private readonly Lock _lock = new();
    private int _version;

    public Dictionary<string, byte[]>? Data { get; private set; }

    public int Writes { get; private set; }

    /// <summary>Called before a read is answered.</summary>
    public Func<Task>? OnGet { get; set; }

    /// <summary>Thrown instead of carrying a write out.</summary>
    public Exception? Refusal { get; set; }

    /// <summary>Thrown after carrying a write out.</summary>
    public Exception? Loss { get; set; }

    /// <summary>Somebody's hand: replaces everything, or deletes it.</summary>
    public void Edit(Dictionary<string, byte[]>? data)
    {
        lock (_lock) (Data, _version) = (data, _version + 1);
    }

    public async Task<V1Secret?> GetAsync(CancellationToken cancellationToken)
    {
        V1Secret? secret;
        lock (_lock)
        {
            secret = Data is null ? null : new()
            {
                Metadata = new() { Name = "ca", Namespace = "n", ResourceVersion = $"{_version}" },
                Data = new Dictionary<string, byte[]>(Data),
            };
        }

        if (OnGet is { } onGet) await onGet();
        return secret;
    }

    public Task CreateAsync(IReadOnlyDictionary<string, byte[]?> data, CancellationToken cancellationToken) => WriteAsync(data, () =>
    {
        if (Data is not null) throw Conflict("AlreadyExists");
        Data = [];
    });

    public Task PatchAsync(string resourceVersion, IReadOnlyDictionary<string, byte[]?> data, CancellationToken cancellationToken) => WriteAsync(data, () =>
    {
        if (Data is null) throw new KubernetesException("gone", HttpStatusCode.NotFound);
        if (resourceVersion != $"{_version}") throw Conflict("Conflict");
    });

    private Task WriteAsync(IReadOnlyDictionary<string, byte[]?> data, Action check)
    {
        lock (_lock)
        {
            if (Refusal is { } refusal) return Task.FromException(refusal);
            try
            {
                check();
            }
            catch (KubernetesException e)
            {
                return Task.FromException(e);
            }

            foreach (var (name, value) in data)
            {
                if (value is null) Data!.Remove(name);
                else Data![name] = value;
            }

            (_version, Writes) = (_version + 1, Writes + 1);
            return Loss is { } loss ? Task.FromException(loss) : Task.CompletedTask;
        }
    }

    private static KubernetesException Conflict(string reason) =>
        new(reason, HttpStatusCode.Conflict, new Status { Reason = reason });
}
