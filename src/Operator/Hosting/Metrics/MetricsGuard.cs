using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Hosting;

/// <summary>Decides who may read the metrics: the bearer token's user needs the right to <c>get</c> the path <c>/metrics</c>.</summary>
/// <remarks>
/// <b>Guarantees</b>: closed when in doubt; the API server gets at most <see cref="Burst"/> reviews at once and as many each second for
/// tokens that are not known to be allowed, whatever is sent; tokens are kept as hashes and never logged. Safe for concurrent use.
/// <b>Caveats</b>: a right that was taken away counts for up to <see cref="AllowedFor"/>, a token that was revoked for up to
/// <see cref="KnownFor"/>; under a flood of bad tokens a good one that was never seen here may have to be sent again.
/// </remarks>
/// <param name="reviews">Asks the API server.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it is told, once, that the API server could not be asked.</param>
public sealed class MetricsGuard(IAccessReviews reviews, TimeProvider time, ILogger<MetricsGuard> logger)
{
    /// <summary>The path that is read.</summary>
    public const string Path = "/metrics";

    /// <summary>Reviews that may be asked for at once, and each second. Two reviews make one answer: below 20 requests each second.</summary>
    public const int Burst = 10;

    /// <summary>How long a good token is believed.</summary>
    public static readonly TimeSpan KnownFor = TimeSpan.FromMinutes(1);

    /// <summary>How long a bad token is not asked about again. Short: a new one is refused until all of the API server has heard of it.</summary>
    public static readonly TimeSpan RefusedFor = TimeSpan.FromSeconds(10);

    /// <summary>How long a right is believed.</summary>
    public static readonly TimeSpan AllowedFor = TimeSpan.FromMinutes(5);

    /// <summary>How long a missing right is believed.</summary>
    public static readonly TimeSpan DeniedFor = TimeSpan.FromSeconds(30);

    /// <summary>How long a review may take: below the 10 s after which scrapers give up.</summary>
    public static readonly TimeSpan ReviewTimeout = TimeSpan.FromSeconds(4);

    private const string Scheme = "Bearer ";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Caller> _callers = [];
    private readonly TokenBucket _bucket = new(Burst, TimeSpan.FromSeconds(1) / Burst, time);
    private string? _fault;

    /// <summary>Decides on a request.</summary>
    /// <param name="authorization">Its header Authorization, or null.</param>
    /// <param name="cancellationToken">Cancels the reviews.</param>
    public async Task<MetricsAccess> MayReadAsync(string? authorization, CancellationToken cancellationToken)
    {
        if (authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) != true) return MetricsAccess.Unauthenticated;
        var token = authorization[Scheme.Length..].Trim();
        if (token.Length == 0) return MetricsAccess.Unauthenticated;
        try
        {
            var access = await DecideAsync(token, cancellationToken);
            if (access != MetricsAccess.TooMany) Volatile.Write(ref _fault, null);
            return access;
        }
        catch (KubernetesException e)
        {
            if (Interlocked.Exchange(ref _fault, e.Message) != e.Message) logger.LogWarning(e, "nobody new may read the metrics: the API server cannot be asked who it is");
            return MetricsAccess.Unavailable;
        }
    }

    private async Task<MetricsAccess> DecideAsync(string token, CancellationToken cancellationToken)
    {
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        Caller? caller;
        lock (_lock) caller = _callers.GetValueOrDefault(key);
        if (caller is null || time.GetElapsedTime(caller.KnownAt) >= (caller.User is null ? RefusedFor : KnownFor))
        {
            if (!MayAsk(caller)) return MetricsAccess.TooMany;
            var user = await reviews.AuthenticateAsync(token, cancellationToken);
            var isSame = user is not null && JsonNode.DeepEquals(user, caller?.User);
            caller = Keep(key, isSame ? caller! with { KnownAt = time.GetTimestamp() } : new(user, time.GetTimestamp(), null, 0));
        }

        if (caller.User is null) return MetricsAccess.Unauthenticated;
        if (caller.IsAllowed is not { } isAllowed || time.GetElapsedTime(caller.DecidedAt) >= (isAllowed ? AllowedFor : DeniedFor))
        {
            if (!MayAsk(caller)) return MetricsAccess.TooMany;
            isAllowed = await reviews.MayGetAsync(caller.User, Path, cancellationToken);
            Keep(key, caller with { IsAllowed = isAllowed, DecidedAt = time.GetTimestamp() });
        }

        return isAllowed ? MetricsAccess.Allowed : MetricsAccess.Forbidden;
    }

    // Whoever was allowed lately is no flood, and must not suffer from one.
    private bool MayAsk(Caller? caller)
    {
        if (caller?.IsAllowed == true) return true;
        lock (_lock) return _bucket.TryTake();
    }

    private Caller Keep(string key, Caller caller)
    {
        lock (_lock)
        {
            // As few stay as can come in so long: the bucket bounds them.
            foreach (var (old, known) in _callers)
                if (time.GetElapsedTime(known.KnownAt) >= (known.User is null ? RefusedFor : AllowedFor)) _callers.Remove(old);
            return _callers[key] = caller;
        }
    }

    private sealed record Caller(JsonObject? User, long KnownAt, bool? IsAllowed, long DecidedAt);
}
