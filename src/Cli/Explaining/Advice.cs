using System.Globalization;

namespace ModelMonitor.Cli.Explaining;

/// <summary>What a person may do about a reason. Pure.</summary>
internal static class Advice
{
    private const string Conditions = "docs/conditions.md";

    private const int MostReplicas = 1000;

    /// <summary>Answers what is in force and what is breached.</summary>
    /// <param name="facts">The monitor.</param>
    /// <param name="guards">What is in force.</param>
    public static IEnumerable<AdviceExplanation> Of(Facts facts, IEnumerable<GuardExplanation> guards)
    {
        if (facts.Monitor.Status is not { Conditions.Count: > 0 })
        {
            yield return new()
            {
                Reason = "NotSeen",
                Text = "see whether the operator runs, leads, and watches this namespace",
                Command = "kubectl get pods -A -l app.kubernetes.io/name=modelmonitor",
                Document = "docs/runbooks/ModelMonitorOperatorDown.md",
            };
        }

        foreach (var guard in guards)
            if (Of(guard.Reason, facts) is { } advice) yield return advice with { Reason = guard.Reason };
        if (facts.Scaling.Any(o => o.State == "Breached"))
            yield return new() { Reason = "ObjectiveBreached", Text = "when the replicas do not answer it: is it load, or what the requests wait for?", Document = "docs/runbooks/ModelMonitorObjectiveBreached.md" };
        if (facts.Status.Objectives?.Any(o => o.BudgetState == "BudgetSpent") == true)
            yield return new() { Reason = "BudgetSpent", Text = "find what missed over the budget's window; it comes back as bad hours leave the window", Document = "docs/runbooks/ModelMonitorBudgetSpent.md" };
    }

    private static AdviceExplanation? Of(string reason, Facts facts)
    {
        var (of, target) = ($"kubectl -n {facts.Namespace}", facts.Monitor.Spec.TargetRef);
        return reason switch
        {
            // Waiting is all there is to do.
            "HeldPodsPending" or "HeldStabilizing" or "HeldBudgetSpent" or "Collecting" or "Warmup" or "RolloutManual" or "Canary" or "RollingOut" => null,
            "Paused" or "RecommendOnly" => new()
            {
                Text = "let it act when you want it to",
                Command = Patch(of, facts, """{"spec":{"mode":"Enforce"}}"""),
                Document = Conditions,
            },
            "MaxReplicas" => new()
            {
                Text = "raise maxReplicas, or expect the objective to suffer",
                Command = Patch(of, facts, """{"spec":{"scaling":{"maxReplicas":""" + Wish(facts) + "}}}"),
                Document = "docs/runbooks/ModelMonitorObjectiveBreached.md",
            },
            "CapacityUnavailable" => new()
            {
                Text = "find out what the pods wait for: nodes, GPUs, a quota, an image",
                Command = $"{of} get events --field-selector involvedObject.kind=Pod,type=Warning",
                Document = "docs/runbooks/ModelMonitorCapacityUnavailable.md",
            },
            "ScalingIneffective" => new()
            {
                Text = "more pods cannot help: look at what the requests wait for (a retrieval service, a tokenizer, one bad pod, longer prompts)",
                Command = $"{of} logs {target.Kind.ToLowerInvariant()}/{target.Name} --tail=50",
                Document = "docs/runbooks/ModelMonitorScalingIneffective.md",
            },
            "ManualHold" => new()
            {
                Text = "nothing; if the number shall stay for longer, pause the monitor",
                Command = Patch(of, facts, """{"spec":{"mode":"Paused"}}"""),
                Document = "docs/contested.md",
            },
            "ReplicasReverted" => new()
            {
                Text = "take replicas out of what the other applies, or let it ignore the field",
                Command = $"{of} get {target.Kind.ToLowerInvariant()} {target.Name} -o yaml --show-managed-fields",
                Document = "docs/runbooks/ModelMonitorScalingContested.md",
            },
            "HorizontalPodAutoscaler" => new() { Text = "let one of the two scale", Command = $"{of} get hpa", Document = "docs/contested.md" },
            "ScaledObject" => new() { Text = "let one of the two scale", Command = $"{of} get scaledobject", Document = "docs/contested.md" },
            "OtherMonitor" => new() { Text = "let one of the two scale", Command = $"{of} get mm", Document = "docs/contested.md" },
            "ScaledToZero" => new() { Text = "start it again when you want it", Command = $"{of} scale {target.Kind.ToLowerInvariant()} {target.Name} --replicas=1", Document = Conditions },
            "TargetNotFound" => new() { Text = "create the target, or correct spec.targetRef", Command = $"{of} get {target.Kind.ToLowerInvariant()}", Document = Conditions },
            "NoData" or "Stale" or "PartialData" or "SourceUnreachable" or "SourceRefused" or "BadQuery" or "TlsFailed" or "ObjectiveUnknown" => new()
            {
                Text = "see what the source says of the target's pods: are they scraped, is the engine right?",
                Command = $"{of} get mm {facts.Name} -o jsonpath='{{.status.source}} {{.status.engine}}'",
                Document = "docs/runbooks/MetricsMissing.md",
            },
            "NoReadyPods" => new() { Text = "see why no pod is ready", Command = $"{of} describe {target.Kind.ToLowerInvariant()} {target.Name}", Document = Conditions },
            _ => new() { Text = $"see {reason} in the list of reasons", Document = Conditions },
        };
    }

    private static string Patch(string kubectl, Facts facts, string json) => $"{kubectl} patch mm {facts.Name} --type merge -p '{json}'";

    // What was asked for without the limit, where the last decision tells; never more than twice of it at once.
    private static string Wish(Facts facts)
    {
        var most = facts.Limits?.MaxReplicas ?? 1;
        var words = facts.Status.Decisions?.FirstOrDefault(d => d.LimitedBy == "MaxReplicas")?.Otherwise?.Split(' ')[0];
        var wish = int.TryParse(words, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked > most ? asked : most + 1;
        return Numbers.Text(Math.Min(Math.Min(wish, 2 * most), MostReplicas));
    }
}
