using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Simulation;

/// <summary>Keeps what a model told.</summary>
internal sealed class EventLog : IServiceObserver
{
    public List<ServiceRequest> FirstTokens { get; } = [];

    public List<ServiceRequest> Done { get; } = [];

    /// <summary>Tokens by the gap before them.</summary>
    public SortedDictionary<TimeSpan, long> Gaps { get; } = [];

    public long DecodedTokens => Gaps.Values.Sum();

    public void FirstToken(ServiceRequest request) => FirstTokens.Add(request);

    public void Decoded(long tokens, TimeSpan gap) => Gaps[gap] = Gaps.GetValueOrDefault(gap) + tokens;

    public void Finished(ServiceRequest request) => Done.Add(request);
}
