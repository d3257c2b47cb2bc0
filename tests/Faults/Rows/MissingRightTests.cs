using System.Text.RegularExpressions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>Each rule of the operator's role missing in turn: it is told where it matters, nothing else suffers, and no process ends.</summary>
public sealed class MissingRightTests(FaultFixture fixture)
{
    /// <summary>What is not ready without its right.</summary>
    private static readonly string[] Readiness = ["modelmonitors", "pods"];

    /// <summary>What is told in the log, while the target is scaled all the same.</summary>
    private static readonly string[] Told = ["events", "deployments", "horizontalpodautoscalers"];

    /// <summary>What this scenario does not need. The webhook, evictions and prometheus-operator without rights: tests/Integration.</summary>
    private static readonly string[] Unneeded =
    [
        "namespaces", "pods/eviction", "mutatingwebhookconfigurations", "statefulsets", "statefulsets/scale", "scaledobjects", "podmonitors", "prometheusrules",
        "prometheuses",
    ];

    public static TheoryData<string> Resources() => [.. YamlJson.Parse(File.ReadAllText(Repository.PathOf("config", "rbac", "role.yaml")))!["rules"]!.AsArray()
        .SelectMany(r => r!["resources"]!.AsArray()).Select(r => r!.ToString())];

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Without_one_right_the_operator_stays_up_and_says_what_matters(string resource)
    {
        await using var stage = await fixture.StageAsync();
        await stage.A.Identity.Rights.BindWithoutAsync(resource, "get", "list", "watch", "create", "patch", "delete");
        var isHarmless = Told.Contains(resource) || Unneeded.Contains(resource);
        if (isHarmless)
        {
            await ScaleOut.StartAsync(stage);
            await ScaleOut.StepAsync(stage, 10, 2);
            if (Told.Contains(resource)) await BadInputRights.ToldAsync(stage, Regex.Escape(resource), 1);
        }
        else
        {
            stage.Prometheus.Load = 4;
            await stage.CreateDeploymentAsync(ScaleOut.Name, 1);
            await stage.CreateMonitorAsync(ScaleOut.Monitor());
            stage.A.Start();
            await SaysAsync(stage, resource);
        }

        Assert.True(stage.A.Process.IsAlive);
        Assert.Single(stage.A.Processes);
        Assert.Equal(!Readiness.Contains(resource), await BadInputRights.NotReadyAsync(stage) is null);
    }

    private static Task SaysAsync(FaultStage stage, string resource) => resource switch
    {
        "modelmonitors" or "pods" => Eventually.TrueAsync(
            "readiness names the right", async () => (await BadInputRights.NotReadyAsync(stage))?.Contains(resource, StringComparison.Ordinal) == true, Deadlines.Step),
        "modelmonitors/status" => BadInputRights.ToldAsync(stage, Regex.Escape(resource), 1),
        "deployments/scale" => Eventually.TrueAsync(
            "a condition names the right",
            async () => (await stage.MonitorAsync(ScaleOut.Name)).Status?.Conditions?.Any(
                c => c is { Type: "TargetFound", Status: "False", Reason: "Forbidden" } && c.Message.Contains(resource, StringComparison.Ordinal)) == true,
            Deadlines.Step),
        _ => throw new ArgumentOutOfRangeException(nameof(resource), resource, "what comes of its absence is said nowhere"),
    };
}
