using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Replay;

/// <summary>The requests of a replay, and what a pod makes of them.</summary>
/// <param name="Name">As tables call it.</param>
/// <param name="Sizes">Their sizes.</param>
/// <param name="Bound">Longest time to the first token of a good request.</param>
/// <param name="RatePerPod">
/// Requests per second that a pod carries with 0.3 % of them bad by chance alone; bounds and the first guess of a trace's scale come from it.
/// </param>
/// <param name="InFlightFactor">What fits the rivals' settings in requests in flight, made for chats, to these requests.</param>
internal sealed record Workload(string Name, RequestSizes Sizes, TimeSpan Bound, double RatePerPod, double InFlightFactor)
{
    private const double CatalogRate = 3.6;

    public double RateFactor => RatePerPod / CatalogRate;

    /// <summary>
    /// Long prompts and short answers. The bound is 2 s: one prompt in 20 needs more than 0.9 s by itself, so that no number of pods
    /// keeps 99 % within 1 s.
    /// </summary>
    public static Workload Code()
    {
        using var reader = TraceFiles.Open(TraceFiles.AzureCode);
        return new("code", RequestSizes.ReadAzure(reader), TimeSpan.FromSeconds(2), 3, 0.22);
    }

    /// <summary>Shorter prompts and long answers, lognormal with the means of a public chat trace.</summary>
    public static Workload Chat() => new("chat", RequestSizes.LogNormal(1154, 211, 0.8), TimeSpan.FromSeconds(1), 3.6, 1);
}
