using System.Text.Json;

namespace ModelMonitor.Kubernetes;

/// <summary>What the API server serves, asked for when needed and kept for a while.</summary>
/// <remarks>
/// Guarantees: safe for concurrent use; "not there" is believed for a minute at most, so that a CRD installed later is found.
/// Caveats: requests for the same group version that run at the same time may both ask the server.
/// </remarks>
internal sealed class Discovery(ApiConnection connection, TimeProvider time)
{
    /// <summary>How long a resource that was there is taken to be there.</summary>
    public static readonly TimeSpan FoundFor = TimeSpan.FromMinutes(10);

    /// <summary>How long a resource that was not there is taken to be missing.</summary>
    public static readonly TimeSpan MissingFor = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Answer> _answers = new(StringComparer.Ordinal);

    /// <summary>The first resource of a group version that the question fits, or null when there is none.</summary>
    public async Task<ApiResource?> FindAsync(
        string group, string version, Func<ApiResource, bool> question, CancellationToken cancellationToken)
    {
        var path = ResourcePath.OfGroupVersion(group, version);
        Answer? answer;
        lock (_lock) answer = _answers.GetValueOrDefault(path);
        if (answer is not null)
        {
            var found = answer.Resources.FirstOrDefault(question);
            if (time.GetElapsedTime(answer.At) < (found is null ? MissingFor : FoundFor)) return found;
        }

        answer = new Answer(await AskAsync(path, cancellationToken), time.GetTimestamp());
        lock (_lock)
        {
            // Names come from users: only what exists may stay.
            foreach (var (old, known) in _answers)
                if (known.Resources.Count == 0 && time.GetElapsedTime(known.At) >= MissingFor) _answers.Remove(old);
            _answers[path] = answer;
        }

        return answer.Resources.FirstOrDefault(question);
    }

    private async Task<IList<ApiResource>> AskAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var list = await connection.SendAsync(
                new ApiRequest(HttpMethod.Get, path, $"discover {path}"),
                (stream, ct) => JsonSerializer.DeserializeAsync(stream, ProtocolJsonContext.Default.ApiResourceList, ct),
                cancellationToken);
            return list?.Resources ?? [];
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            return [];
        }
    }

    private sealed record Answer(IList<ApiResource> Resources, long At);
}
