namespace ModelMonitor.Operator.Hosting;

/// <summary>Metrics of a monitor's replicas, and of what was learned to decide them.</summary>
internal static class ReplicaMetrics
{
    public static void Add(MonitorGauges gauges)
    {
        gauges.Add("modelmonitor_desired_replicas", "Replicas that the last decision asks for.", m => m.Memory.LastDecision?.To);
        gauges.Add("modelmonitor_current_replicas", "Replicas that the target asked for at the last decision.", m => m.Memory.LastDecision?.From);
        gauges.AddMany(
            "modelmonitor_replicas",
            "Replicas as status shows them: current (the target asks for), ready (pods that are), desired (the operator wants).",
            m => m is { IsJudged: true, Monitor.Status.Replicas: { } replicas }
                ? Kinds(replicas.Current, replicas.Ready, replicas.Desired)
                : []);
        gauges.AddMany(
            "modelmonitor_decision_info",
            "1, with the reason of the last decision, also of one that changes nothing, and the guard that limited it.",
            m => m.Memory.LastDecision is { } last ? [(1, [("reason", last.Reason.ToString()), ("limited_by", last.LimitedBy?.ToString())])] : []);
        gauges.Add(
            "modelmonitor_scaling_headroom", "Capacity planned per unit of load; the error budget moves it.",
            m => m.Memory.LastDecision is null ? null : m.Memory.State.Learned.Headroom);
        gauges.Add(
            "modelmonitor_pod_capacity", "Requests per second that one pod carries within the objectives, as learned.",
            m => m.Memory.LastDecision is null ? null : m.Memory.State.Learned.PodCapacity);
        gauges.Add(
            "modelmonitor_cold_start_seconds", "Time that nine of ten pods need at most from being scheduled to being ready, as learned.",
            m => m.Memory.LastDecision is null ? null : m.Memory.State.Learned.ColdStart?.TotalSeconds);
    }

    private static IEnumerable<(double, (string, string?)[])> Kinds(int current, int ready, int? desired)
    {
        yield return (current, [("kind", "current")]);
        yield return (ready, [("kind", "ready")]);
        if (desired is { } wanted) yield return (wanted, [("kind", "desired")]);
    }
}
