using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Benchmarks.Soak;

/// <summary>Monitors none of which can be judged, each in one of four ways.</summary>
internal static class FailingMonitors
{
    private static readonly (string Name, string Target, string More)[] Kinds =
    [
        ("missing", """{"apiVersion":"apps/v1","kind":"Deployment","name":"nobody"}""", ""),
        ("forbidden", """{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"nobody"}""", ""),
        ("unscalable", """{"apiVersion":"v1","kind":"ConfigMap","name":"nobody"}""", ""),
        ("sourceless", """{"apiVersion":"apps/v1","kind":"Deployment","name":"nobody"}""", """,  "metrics":{"source":"nowhere"}"""),
    ];

    /// <summary>Makes so many of each kind.</summary>
    public static async Task CreateAsync(FaultStage stage, int ofEach)
    {
        foreach (var (name, target, more) in Kinds)
        {
            for (var i = 0; i < ofEach; i++)
            {
                await stage.Cluster.Admin.SendRawAsync(
                    HttpMethod.Post,
                    $"/apis/modelmonitor.dev/v1alpha1/namespaces/{stage.Namespace}/modelmonitors",
                    $$$"""
                    {"apiVersion":"modelmonitor.dev/v1alpha1","kind":"ModelMonitor","metadata":{"name":"{{{name}}}-{{{i}}}"},"spec":{
                     "targetRef":{{{target}}},"objectives":[{"indicator":"time-to-first-token","below":"1s"}],"scaling":{"maxReplicas":5}{{{more}}} } }
                    """);
            }
        }
    }
}
