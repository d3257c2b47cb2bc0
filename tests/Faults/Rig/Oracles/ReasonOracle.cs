using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>O9: what is not done is explained.</summary>
public static partial class ReasonOracle
{
    /// <summary>
    /// In every status that was ever written: a condition has a reason and a sentence; an objective in breach, an unknown one and a
    /// number of replicas that is wanted and not ordered are each said by a condition.
    /// </summary>
    /// <param name="evidence">The audit log.</param>
    public static IEnumerable<string> Explained(Evidence evidence)
    {
        foreach (var write in evidence.OperatorWrites.Where(e => e is { Kind: WriteKind.Status, Succeeded: true }))
        {
            if (write.Response?["status"] is not { } status) continue;
            foreach (var wrong in InStatus(status)) yield return $"O9: {wrong}: {write}";
        }
    }

    private static IEnumerable<string> InStatus(JsonNode status)
    {
        var conditions = status["conditions"]?.AsArray() ?? [];
        foreach (var condition in conditions)
        {
            if (!Word().IsMatch(Text(condition, "reason"))) yield return $"condition {Text(condition, "type")} has no reason";
            if (Text(condition, "message").Length == 0) yield return $"condition {Text(condition, "type")} says nothing";
        }

        var states = (status["objectives"]?.AsArray() ?? []).Select(o => Text(o, "state")).ToList();
        if (states.Contains("Breached") && !Is("SLOMet", "False")) yield return "an objective is breached and SLOMet does not say so";
        if (states.Contains("Unknown") && Is("Ready", "True")) yield return "an objective is unknown and Ready does not say so";
        var (desired, current) = ((int?)status["replicas"]?["desired"], (int?)status["replicas"]?["current"]);
        var newest = (status["decisions"]?.AsArray() ?? []).FirstOrDefault();
        var ordered = Text(newest, "outcome") is "Pending" or "Applied" && (int?)newest!["to"] == desired;
        if (desired is not null && desired != current && !ordered && !Is("ScalingActive", "False") && !Is("ScalingLimited", "True"))
            yield return $"{desired} replicas are wanted, there are {current}, and no condition says why";

        bool Is(string type, string value) => conditions.Any(c => Text(c, "type") == type && Text(c, "status") == value);
    }

    private static string Text(JsonNode? node, string field) => node?[field]?.ToString() ?? "";

    [GeneratedRegex("^[A-Z][A-Za-z]+$")]
    private static partial Regex Word();
}
