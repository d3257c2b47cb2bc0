using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.Cli;

/// <summary>Monitors with a status, as tests of what is printed need them.</summary>
internal static class MonitorSamples
{
    public static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>All is well, unless it is changed.</summary>
    public static V1Alpha1ModelMonitor Monitor(string name = "chat", string state = "Met", Action<V1Alpha1ModelMonitor>? change = null)
    {
        var monitor = new V1Alpha1ModelMonitor
        {
            Metadata = new() { Namespace = "llm", Name = name, Uid = $"uid-{name}", Generation = 2 },
            Spec = new()
            {
                TargetRef = new() { Name = name },
                Engine = "vllm",
                Objectives = [new() { Name = "first-token", Indicator = "time-to-first-token", Below = IntOrString.FromString("1s") }],
                Scaling = new() { MinReplicas = 1, MaxReplicas = 8 },
            },
            Status = new()
            {
                ObservedGeneration = 2,
                Engine = "vllm",
                Source = "prod",
                Worst = new() { Objective = "first-token", State = state, Value = "210ms", Bound = "1s" },
                Replicas = new() { Current = 4, Ready = 4, Desired = 4 },
                Learned = new() { Headroom = "1.25", PodCapacity = "4", ColdStart = "90s" },
                Objectives = [new() { Name = "first-token", State = state, Value = "210ms", Bound = "1s", SampleTime = Now.AddSeconds(-20) }],
                Decisions =
                [
                    new()
                    {
                        Id = "d1", Time = Now.AddMinutes(-12), Trigger = "first-token", From = 3, To = 4, Reason = "DemandGrew", Outcome = "Applied",
                        Message = "Scale from 3 to 4: 11 requests/s need 3.4 pods (4 each, headroom 1.25).",
                    },
                ],
                Conditions =
                [
                    Of("Ready", "True"), Of("TargetFound", "True"), Of("MetricsAvailable", "True"), Of("SLOMet", "True"), Of("ScalingActive", "True"),
                    Of("Contested", "False", "Uncontested"), Of("CapacityAvailable", "True"), Of("ScalingLimited", "False", "WithinLimits"),
                ],
            },
        };
        change?.Invoke(monitor);
        return monitor;
    }

    public static Condition Of(string type, string status, string reason = "AsExpected", string message = "all is well") =>
        new() { Type = type, Status = status, Reason = reason, Message = message, LastTransitionTime = Now.AddMinutes(-3), ObservedGeneration = 2 };

    /// <summary>Puts a condition in the place of the one of its type.</summary>
    public static void Set(this V1Alpha1ModelMonitor monitor, string type, string status, string reason, string message)
    {
        var conditions = monitor.Status!.Conditions!;
        if (conditions.FirstOrDefault(c => c.Type == type) is { } present) conditions.Remove(present);
        conditions.Add(Of(type, status, reason, message));
    }
}
