using ModelMonitor.Simulation;

namespace ModelMonitor.ModelServer.Serving;

/// <summary>
/// One stand-in server. The defaults make a small one, so that a few requests a second are enough to overload it: with the load
/// generator's default sizes (256 tokens in, 48 out) it saturates at 4.5 requests/s, needs about 1.1 s for an answer when idle and
/// 1.6 s with all 8 sequences taken.
/// </summary>
public sealed record ServeOptions
{
    /// <summary>Where it listens, on all addresses; 0 takes a free port.</summary>
    public int Port { get; init; } = 8000;

    /// <summary>The <c>model_name</c> label.</summary>
    public string Model { get; init; } = "stand-in";

    /// <summary>Its speed and limits.</summary>
    public ServiceModelOptions Service { get; init; } = new()
    {
        StepBase = TimeSpan.FromMilliseconds(20),
        StepPerSequence = TimeSpan.FromMilliseconds(1.5),
        PrefillTokensPerSecond = 8000,
        MaxSequences = 8,
        CacheTokens = 16_384,
    };

    /// <summary>How long it loads its weights: until then it answers nothing but 503.</summary>
    public TimeSpan StartupDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long it still takes new requests after SIGTERM, while <c>/health</c> says 503 already: clients need a moment to learn that
    /// an address is gone. (A container without a shell has no <c>sleep</c> for a preStop hook.)
    /// </summary>
    public TimeSpan ShutdownDelay { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long it then finishes open requests before it breaks them off.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(20);
}
