namespace ModelMonitor.Operator.Hosting;

/// <summary>Metrics of what a monitor's status says, and of how old its data are.</summary>
internal static class StatusMetrics
{
    public static void Add(MonitorGauges gauges, TimeProvider time)
    {
        gauges.AddMany(
            "modelmonitor_info",
            "1, with the engine and the metrics source in use, and the mode.",
            m => [(1, [("engine", m.Monitor.Status?.Engine), ("source", m.Monitor.Status?.Source), ("mode", m.Monitor.Spec.Mode.ToString())])]);
        gauges.AddMany(
            "modelmonitor_condition",
            "1 for the status (True, False, Unknown) that the condition has; the others have no series.",
            m => from condition in m.Monitor.Status?.Conditions ?? []
                 select (1.0, new (string, string?)[] { ("type", condition.Type), ("status", condition.Status) }));
        gauges.AddMany(
            "modelmonitor_decision_timestamp_seconds",
            "When the newest decision that is on the object was made, in Unix time, with its reason and what became of it.",
            m => m.Monitor.Status?.Decisions?.FirstOrDefault() is { } newest
                ? [(newest.Time.ToUnixTimeMilliseconds() / 1000.0, [("reason", newest.Reason), ("outcome", newest.Outcome)])]
                : []);
        gauges.AddMany(
            "modelmonitor_exporter_pods",
            "Pods that carry the GPU exporter's sidecar, with how far its rollout came; 0 also where none is to carry it.",
            m => m.Monitor.Status?.Exporter is { Phase: { Length: > 0 } phase } exporter ? [(exporter.Pods ?? 0, [("phase", phase)])] : []);
        gauges.Add(
            "modelmonitor_sample_age_seconds",
            "Age of the newest sample that a judgement rests on; it grows while nothing newer comes.",
            m => m.Memory.NewestSample?.Age(time).TotalSeconds);
    }
}
