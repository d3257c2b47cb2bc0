using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Reconciling;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Reconciling;

/// <summary>Other autoscalers on the target, on a server that knows only the older versions of their API.</summary>
public sealed class ContestedTests(ClusterFixture fixture)
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task While_a_HorizontalPodAutoscaler_scales_the_target_nothing_is_written_and_afterwards_it_goes_on()
    {
        var stage = await ReconcileStage.SetUpAsync(fixture, replicas: 3);
        await using var watched = Watched.Start(fixture.Client, stage.Namespace);
        await watched.Autoscalers.WaitAsync(default).WaitAsync(Deadline);
        stage.Autoscalers = watched.Autoscalers;
        await stage.IntervalAsync(0.2, 2, 0, 2);
        Assert.Equal("False Uncontested", await stage.ConditionAsync(ConditionType.Contested));

        // Written in the one version, watched in the other.
        await CreateAsync(stage.Namespace, "autoscaling/v2beta2", "horizontalpodautoscalers", """
            {"kind":"HorizontalPodAutoscaler","metadata":{"name":"theirs"},"spec":{"maxReplicas":3,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"chat"}}}
            """);
        await watched.UntilAsync(stage.Namespace, ["theirs"]);
        for (var i = 0; i < 2; i++) await stage.IntervalAsync(5, 8, 30, 4);
        // What it sets is its own business, and no person's word against us.
        await fixture.Client.Resource<V1Deployment>().PatchAsync(stage.Key, Patch.Merge("""{"spec":{"replicas":2}}"""));
        for (var i = 0; i < 2; i++) await stage.IntervalAsync(5, 8, 30, 4);
        Assert.Equal((0, 2), (stage.Scales.Patches, await stage.ReplicasAsync()));
        Assert.Equal("True HorizontalPodAutoscaler", await stage.ConditionAsync(ConditionType.Contested));
        var message = (await stage.MonitorAsync()).Status!.Conditions!.Single(c => c.Type == "Contested").Message;
        Assert.Contains("HorizontalPodAutoscaler theirs scales Deployment chat; delete it, or", message, StringComparison.Ordinal);

        await fixture.Client.SendRawAsync(HttpMethod.Delete, $"/apis/autoscaling/v1/namespaces/{stage.Namespace}/horizontalpodautoscalers/theirs");
        await watched.UntilAsync(stage.Namespace, []);
        for (var i = 0; i < 4; i++) await stage.IntervalAsync(5, 8, 30, 4);
        Assert.True(await stage.ReplicasAsync() > 2, "scaling did not resume");
        Assert.Equal("False Uncontested", await stage.ConditionAsync(ConditionType.Contested));
    }

    [Fact]
    public async Task KEDA_that_is_installed_later_is_found_and_before_it_is_no_fault()
    {
        var ns = await fixture.CreateNamespaceAsync();
        var time = new ManualTime();
        using var client = new KubernetesClient(fixture.Config, time);
        await using var watched = Watched.Start(client, ns, time);
        await watched.Autoscalers.WaitAsync(default).WaitAsync(Deadline);
        await fixture.Client.SendRawAsync(HttpMethod.Post, Definitions, """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"scaledobjects.keda.sh"},"spec":{"group":"keda.sh","scope":"Namespaced",
             "names":{"kind":"ScaledObject","plural":"scaledobjects"},"versions":[{"name":"v1alpha1","served":true,"storage":true,
              "schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}
            """);
        try
        {
            await Eventually.TrueAsync("a ScaledObject is taken", async () =>
            {
                await CreateAsync(ns, "keda.sh/v1alpha1", "scaledobjects", """{"kind":"ScaledObject","metadata":{"name":"theirs"},"spec":{"scaleTargetRef":{"name":"chat"}}}""");
                return true;
            }, Deadline);
            await watched.UntilAsync(ns, ["theirs"], () => time.Advance(TimeSpan.FromMinutes(5)));
            Assert.Equal(new Autoscaler(ConditionReason.ScaledObject, "theirs", null, "Deployment", "chat"), Assert.Single(watched.Autoscalers.Of(ns)));
        }
        finally
        {
            await fixture.Client.SendRawAsync(HttpMethod.Delete, $"{Definitions}/scaledobjects.keda.sh");
        }
    }

    [Fact]
    public async Task Without_the_right_to_list_them_there_are_none()
    {
        var ns = await fixture.CreateNamespaceAsync();
        await CreateAsync(ns, "autoscaling/v1", "horizontalpodautoscalers", """
            {"kind":"HorizontalPodAutoscaler","metadata":{"name":"theirs"},"spec":{"maxReplicas":3,"scaleTargetRef":{"kind":"Deployment","name":"chat"}}}
            """);
        var token = await Eventually.GetAsync("a token of the namespace's account", () => fixture.Client.SendRawAsync(
            HttpMethod.Post, $"/api/v1/namespaces/{ns}/serviceaccounts/default/token", """{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{}}"""), Deadline);
        using var client = new KubernetesClient(fixture.Config with
        {
            ClientCertificate = null,
            ClientCertificateChain = null,
            Token = new StaticTokenSource(token["status"]!["token"]!.GetValue<string>()),
        });
        await using var watched = Watched.Start(client, ns);
        await watched.Autoscalers.WaitAsync(default).WaitAsync(Deadline);
        Assert.Empty(watched.Autoscalers.Of(ns));
    }

    private Task<JsonNode?> CreateAsync(string ns, string apiVersion, string plural, string json)
    {
        var node = JsonNode.Parse(json)!;
        node["apiVersion"] = apiVersion;
        return fixture.Client.SendRawAsync(HttpMethod.Post, $"/apis/{apiVersion}/namespaces/{ns}/{plural}", node.ToJsonString());
    }

    private sealed class Watched(Autoscalers autoscalers, Task run, CancellationTokenSource stop) : IAsyncDisposable
    {
        public Autoscalers Autoscalers => autoscalers;

        public static Watched Start(KubernetesClient client, string ns, TimeProvider? time = null)
        {
            var stop = new CancellationTokenSource();
            var autoscalers = new Autoscalers(client, ns, time ?? TimeProvider.System, NullLoggerFactory.Instance);
            return new(autoscalers, autoscalers.RunAsync(stop.Token), stop);
        }

        public Task UntilAsync(string ns, string[] names, Action? meanwhile = null) => Eventually.TrueAsync($"the watch shows {names.Length}", () =>
        {
            meanwhile?.Invoke();
            return Task.FromResult(autoscalers.Of(ns).Select(a => a.Name).SequenceEqual(names));
        }, Deadline);

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await run;
            stop.Dispose();
        }
    }
}
