using ModelMonitor.Kubernetes;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Client;

public sealed class ScaleTests(ClusterFixture cluster)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly ResourceType Target = V1Deployment.Resource;
    private readonly ResourceClient<V1Deployment> _deployments = cluster.Client.Resource<V1Deployment>();
    private readonly ScaleClient _scales = cluster.Client.Scales;

    [Fact]
    public async Task Replicas_are_set_on_the_object_and_version_that_was_read()
    {
        var key = await CreateAsync();
        var settled = await SettledAsync(key, replicas: 2);
        Assert.Equal("app=chat", settled.Selector);
        var (uid, version) = (settled.Metadata.Uid!, settled.Metadata.ResourceVersion!);

        var otherUid = await Assert.ThrowsAsync<KubernetesException>(
            () => _scales.PatchAsync(Target, key, 3, "00000000-0000-0000-0000-000000000000", version));
        Assert.True(otherUid.IsConflict, otherUid.Message);
        Assert.Contains("UID", otherUid.Message, StringComparison.Ordinal);

        Assert.Equal(3, (await SetAsync(key, 3)).SpecReplicas);

        var oldVersion = await Assert.ThrowsAsync<KubernetesException>(() => _scales.PatchAsync(Target, key, 9, uid, version));
        Assert.True(oldVersion.IsConflict, oldVersion.Message);
        Assert.StartsWith($"patch scale of deployments.apps {key}: 409 Conflict", oldVersion.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await _deployments.GetAsync(key)).Spec!.Replicas);

        await SettledAsync(key, replicas: 3);
        var pods = await cluster.Client.Resource<V1Pod>().ListAllAsync(key.Namespace, settled.Selector);
        Assert.Equal(3, pods.Items.Count);
        Assert.All(pods.Items, p => Assert.Equal(("Pending", "server"), (p.Status!.Phase, p.Spec!.Containers.Single().Name)));
    }

    [Fact]
    public async Task Zero_replicas_are_zero()
    {
        var key = await CreateAsync();
        await SettledAsync(key, replicas: 2);
        await SetAsync(key, 0);
        Assert.Equal(0, (await SettledAsync(key, replicas: 0)).SpecReplicas);
    }

    [Fact]
    public async Task A_scale_meant_for_an_object_that_was_made_anew_is_a_conflict()
    {
        var key = await CreateAsync();
        var old = await SettledAsync(key, replicas: 2);
        await _deployments.DeleteAsync(key);
        await CreateAsync(key);
        var anew = await SettledAsync(key, replicas: 2);
        var fault = await Assert.ThrowsAsync<KubernetesException>(
            () => _scales.PatchAsync(Target, key, 5, old.Metadata.Uid!, anew.Metadata.ResourceVersion!));
        Assert.True(fault.IsConflict, fault.Message);
        Assert.Contains("UID", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_scale_of_what_is_not_there_is_not_found()
    {
        var fault = await Assert.ThrowsAsync<KubernetesException>(() => _scales.GetAsync(Target, new("default", "nobody")));
        Assert.True(fault.IsNotFound);
    }

    private async Task<ObjectKey> CreateAsync(ObjectKey? again = null)
    {
        var key = again ?? new ObjectKey(await cluster.CreateNamespaceAsync(), "chat");
        var labels = new Dictionary<string, string> { ["app"] = "chat" };
        await _deployments.CreateAsync(new V1Deployment
        {
            Metadata = new() { Namespace = key.Namespace, Name = key.Name },
            Spec = new()
            {
                Replicas = 2,
                Selector = new() { MatchLabels = labels },
                Template = new()
                {
                    Metadata = new() { Labels = labels },
                    Spec = new() { Containers = [new() { Name = "server", Image = "none" }] },
                },
            },
        });
        return key;
    }

    /// <summary>Reads and sets; once more when the controller moved the resourceVersion in between.</summary>
    private Task<Scale> SetAsync(ObjectKey key, int replicas) => Eventually.GetAsync<Scale>($"{key} set to {replicas}", async () =>
    {
        var read = await _scales.GetAsync(Target, key);
        return await _scales.PatchAsync(Target, key, replicas, read.Metadata.Uid!, read.Metadata.ResourceVersion!);
    }, Deadline);

    /// <summary>The scale once the controller has caught up.</summary>
    private Task<Scale> SettledAsync(ObjectKey key, int replicas) => Eventually.GetAsync($"{key} at {replicas}", async () =>
    {
        var before = await _deployments.GetAsync(key);
        var scale = await _scales.GetAsync(Target, key);
        var settled = before.Status?.ObservedGeneration == before.Metadata.Generation
            && scale.StatusReplicas == replicas
            && before.Status.UpdatedReplicas == replicas;
        return settled ? scale : null;
    }, Deadline);
}
