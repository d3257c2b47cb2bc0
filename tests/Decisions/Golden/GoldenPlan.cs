using System.Text.Json;
using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions.Golden;

/// <summary>A scenario's plan.json: what is wanted, and what its target is like.</summary>
/// <param name="Plan">What is wanted; up and down rules are the defaults.</param>
/// <param name="Replicas">At the start, all ready.</param>
/// <param name="ColdStart">Of a pod.</param>
/// <param name="Learned">What is known of it from before.</param>
/// <param name="Blocked">What the cluster says of pods that cannot start.</param>
internal sealed record GoldenPlan(Plan Plan, int Replicas, TimeSpan ColdStart, Learned Learned, string? Blocked)
{
    public static GoldenPlan Read(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        var root = json.RootElement;
        int Whole(string name) => root.GetProperty(name).GetInt32();
        var budget = root.TryGetProperty("budgetTarget", out var target)
            ? new ErrorBudget(target.GetDouble(), TimeSpan.FromDays(Whole("budgetDays")))
            : null;
        var objective = Latency with { Bound = root.GetProperty("firstTokenBelowSeconds").GetDouble(), Quantile = 0.95, Budget = budget };
        return new(
            new([objective], new(Whole("minReplicas"), Whole("maxReplicas"), DefaultUp, DefaultDown)),
            Whole("replicas"),
            Seconds(Whole("coldStartSeconds")),
            new(root.GetProperty("learnedHeadroom").GetDouble(), root.GetProperty("learnedPodCapacity").GetDouble(), Seconds(Whole("coldStartSeconds"))),
            root.TryGetProperty("blocked", out var blocked) ? blocked.GetString() : null);
    }
}
