using System.Globalization;
using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;
using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>
/// E5, E9 and what only a definition without a schema lets in: objects that cannot be read beside many that can, and a namespace on its
/// way out.
/// </summary>
public sealed class BadInputClusterTests(BreakableCluster own) : IClassFixture<BreakableCluster>
{
    private const string Definition = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/modelmonitors.modelmonitor.dev";

    private static readonly int Many = Environment.GetEnvironmentVariable("FAULTS") == "all" ? 10_000 : 1_000;

    [Fact]
    public async Task Objects_that_cannot_be_read_among_many_are_named_once_and_the_others_are_served()
    {
        await using var stage = await own.StageAsync();
        await WithoutSchemaAsync(() => CreatePoisonAsync(stage, "poison"));
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Many),
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken },
            async (i, _) =>
            {
                var monitor = ScaleOut.Monitor();
                (monitor.Metadata.Name, monitor.Spec.TargetRef.Name, monitor.Spec.Scaling) = (string.Create(CultureInfo.InvariantCulture, $"one-{i}"), "missing", null);
                await stage.CreateMonitorAsync(monitor);
            });
        await ScaleOut.StartAsync(stage);
        Assert.Null(await BadInputRights.NotReadyAsync(stage));
        await Eventually.TrueAsync("all are judged", async () => await JudgedAsync(stage) == Many + 1, Deadlines.Step * 3);

        // One more while it watches.
        await WithoutSchemaAsync(() => CreatePoisonAsync(stage, "poison-later"));
        await BadInputRights.ToldAsync(stage, $"{stage.Namespace}/poison-later cannot be read", 1);
        await ScaleOut.StepAsync(stage, 10, 2);
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal(1, outcome.ScaleWrites);
        Assert.Equal((1, 1, 2), (Told("poison "), Told("poison-later "), Told("")));

        int Told(string name) => BadInputRights.Lines(stage, $"modelmonitors[^ ]* {stage.Namespace}/{name}.*cannot be read");
    }

    [Fact]
    public async Task A_status_70_deep_stops_at_most_its_own_monitor()
    {
        await using var stage = await own.StageAsync();
        stage.Arguments = stage.Arguments.ForSuccession;
        await ScaleOut.StartAsync(stage);
        var deep = ScaleOut.Monitor();
        (deep.Metadata.Name, deep.Spec.Scaling) = ("deep", null);
        await stage.CreateMonitorAsync(deep);
        await ObjectsScene.SaysAsync(stage, "Ready", "AsExpected", "deep");
        await WithoutSchemaAsync(async () =>
        {
            var nested = string.Concat(Enumerable.Repeat("{\"a\":", 70)) + "1" + new string('}', 70);
            // The server takes it, once it has no schema left that cuts it off; the client of this test cannot read the answer either.
            var unreadable = await Eventually.GetAsync(
                "the server keeps what is 70 deep",
                async () => await Record.ExceptionAsync(() => own.Cluster.Admin.Resource<V1Alpha1ModelMonitor>().PatchStatusAsync(
                    new(stage.Namespace, "deep"), Patch.Merge($$"""{"status":{"deep":{{nested}} } }"""))),
                Deadlines.Step);
            Assert.IsType<KubernetesException>(unreadable);
            Assert.Contains("depth of 64", unreadable.Message, StringComparison.Ordinal);
            await ScaleOut.StepAsync(stage, 10, 2);
            await stage.A.CrashAsync();
            await ScaleOut.StepAsync(stage, 18, 3);
        });
        // Its conditions stood there all the time; that it is read again, only what has changed since shows.
        await Eventually.TrueAsync("deep counts three pods", async () => (await stage.MonitorAsync("deep")).Status?.Replicas?.Ready == 3, Deadlines.Step);
        await ObjectsScene.SaysAsync(stage, "Ready", "AsExpected", "deep");
        var outcome = await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal(2, outcome.ScaleWrites);
        Assert.InRange(BadInputRights.Lines(stage, "cannot be read"), 0, 1);
    }

    [Fact]
    public async Task In_a_namespace_on_its_way_out_nothing_is_scaled_although_the_server_would()
    {
        await using var stage = await own.StageAsync();
        await ScaleOut.StartAsync(stage);
        // Without the controllers the namespace stays as it is, being deleted.
        await own.Cluster.SignalAsync("kube-controller-manager", "STOP");
        try
        {
            var namespaces = own.Cluster.Admin.Resource<V1Namespace>();
            await namespaces.DeleteAsync(new("", stage.Namespace));
            Assert.NotNull((await namespaces.GetAsync(new("", stage.Namespace))).Metadata.DeletionTimestamp);
            await ScaleOut.LoadAsync(stage, 10);
            await ObjectsScene.SaysAsync(stage, "ScalingActive", "NamespaceTerminating");
            await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
            Assert.Empty(ObjectsScene.ScaleRequests(stage));
        }
        finally
        {
            await own.Cluster.SignalAsync("kube-controller-manager", "CONT");
        }
    }

    private async Task<int> JudgedAsync(FaultStage stage)
    {
        var list = await own.Cluster.Admin.Resource<V1Alpha1ModelMonitor>().ListAllAsync();
        return list.Items.Count(m => m.Metadata.Namespace == stage.Namespace && m.Status?.ObservedGeneration == m.Metadata.Generation);
    }

    private Task<JsonNode> CreatePoisonAsync(FaultStage stage, string name) => Eventually.GetAsync(
        "the server takes what it would refuse otherwise",
        () => own.Cluster.Admin.SendRawAsync(
            HttpMethod.Post,
            $"/apis/modelmonitor.dev/v1alpha1/namespaces/{stage.Namespace}/modelmonitors",
            $$"""{"apiVersion":"modelmonitor.dev/v1alpha1","kind":"ModelMonitor","metadata":{"name":"{{name}}"},"spec":{"targetRef":"chat","objectives":5} }"""),
        Deadlines.Step);

    /// <summary>Does something while the definition has no schema to speak of.</summary>
    private async Task WithoutSchemaAsync(Func<Task> then)
    {
        var admin = own.Cluster.Admin;
        var strict = (await admin.SendRawAsync(HttpMethod.Get, Definition))!["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!;
        var anything = JsonNode.Parse("""{"type":"object","x-kubernetes-preserve-unknown-fields":true}""")!;
        await PutAsync(JsonNode.Parse($$"""{"type":"object","properties":{"spec":{{anything}},"status":{{anything}} } }""")!);
        try
        {
            await then();
        }
        finally
        {
            await PutAsync(strict);
        }

        async Task PutAsync(JsonNode schema)
        {
            var definition = (await admin.SendRawAsync(HttpMethod.Get, Definition))!;
            definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"] = schema.DeepClone();
            await admin.SendRawAsync(HttpMethod.Put, Definition, definition.ToJsonString());
        }
    }
}
