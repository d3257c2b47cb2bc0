using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Webhooks;

/// <summary>Self-made certificates at a real API server: rotation without a pod missed, and a Secret that others get at.</summary>
public sealed class CertificateTests(ClusterFixture fixture)
{
    /// <summary>20 a second.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Authorities_of_90_and_certificates_of_30_seconds_rotate_under_20_admissions_a_second_and_every_pod_is_patched_by_both_replicas()
    {
        await using var stage = await WebhookStage.SetUpAsync(fixture);
        // The API server has a clock of its own, which does not run with ours: by it, all certificates must be valid.
        var lives = (ServingAuthorityOptions o) => o with
        {
            AuthorityLife = TimeSpan.FromSeconds(90),
            CertificateLife = TimeSpan.FromSeconds(30),
            // Counted from the step after the announcement, and over before the authority that signs has ended: 60 + 5 + 20 < 90.
            Settle = TimeSpan.FromSeconds(20),
            ClockSkew = TimeSpan.FromDays(1),
        };
        var (leader, follower) = (await stage.StartAsync("one", lives), await stage.StartAsync("two", lives));
        follower.Leads = false;
        await stage.RegisterAsync();
        await leader.StepAsync();
        await follower.StepAsync();
        await stage.WaitUntilPatchedAsync("one,own,two");

        var (asked, unpatched, refused, untrusted) = (0, new ConcurrentQueue<string>(), new ConcurrentQueue<string>(), 0);
        var authorities = new HashSet<string>();
        var bundle = default(byte[]);
        using var stop = new CancellationTokenSource();
        var load = LoadAsync();
        for (var step = 0; step < 54; step++)
        {
            stage.Time.Advance(Step);
            // The leader changes in the midst of it.
            (leader.Leads, follower.Leads) = (step < 27, step >= 27);
            await follower.StepAsync();
            await leader.StepAsync();
            Assert.Null(leader.Webhook.WhyNot);
            Assert.Null(follower.Webhook.WhyNot);
            // The manual clock makes moments of the minute that the operator gives API servers to learn of a bundle.
            if (await stage.BundleAsync() is var present && !present!.SequenceEqual(bundle ?? []))
            {
                bundle = present;
                await stage.WaitUntilLearnedAsync("own,two");
            }

            foreach (var root in WebhookStage.Roots(bundle)) authorities.Add(root.Subject);
            // Some pods in every state that there is.
            var until = Volatile.Read(ref asked) + 6;
            await Eventually.TrueAsync("pods are asked for", () => Task.FromResult(load.IsCompleted || Volatile.Read(ref asked) >= until), WebhookStage.Deadline);
        }

        await stop.CancelAsync();
        await load;
        Assert.Empty(refused);
        Assert.Empty(unpatched);
        Assert.Equal(0, untrusted);
        // 270 s of an authority every 80 to 90 s.
        Assert.InRange(authorities.Count, 4, 6);
        Assert.InRange(asked, 54 * 6, int.MaxValue);

        async Task LoadAsync()
        {
            using var timer = new PeriodicTimer(Pace, TimeProvider.System);
            var calls = new List<Task>();
            while (!stop.IsCancellationRequested)
            {
                calls.Add(OneAsync());
                await timer.WaitForNextTickAsync();
            }

            await Task.WhenAll(calls);
        }

        async Task OneAsync()
        {
            try
            {
                if (await stage.AskAsync() is var annotations && annotations != "one,own,two") unpatched.Enqueue(annotations);
            }
            catch (KubernetesException e)
            {
                refused.Enqueue(e.Message);
            }

            // API servers keep connections; whoever opens one must be content, too.
            foreach (var replica in new[] { leader, follower })
                if (!await IsTakenAsync(replica)) Interlocked.Increment(ref untrusted);
            Interlocked.Increment(ref asked);
        }

        // Between a look at the bundle and the handshake the clock may be moved by more than the minute that a bundle is given.
        async Task<bool> IsTakenAsync(Replica replica) =>
            await replica.IsTakenByAsync(WebhookStage.Roots(await stage.BundleAsync())) || await replica.IsTakenByAsync(WebhookStage.Roots(await stage.BundleAsync()));
    }

    [Fact]
    public async Task Replicas_that_make_the_Secret_at_once_serve_with_one_authority()
    {
        await using var stage = await WebhookStage.SetUpAsync(fixture);
        var replicas = new List<Replica>();
        for (var i = 0; i < 5; i++) replicas.Add(await stage.StartAsync($"r{i}"));
        await stage.RegisterAsync();
        await Task.WhenAll(replicas.Select(r => r.StepAsync()));
        var roots = WebhookStage.Roots((await SecretAsync(stage)).Data!["ca.crt"]);
        Assert.Single(roots);
        foreach (var replica in replicas) Assert.True(await replica.IsTakenByAsync(roots));
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("corrupted")]
    [InlineData("foreign")]
    public async Task A_Secret_that_somebody_gets_at_is_healed_and_pods_are_patched_all_the_while(string fault)
    {
        await using var stage = await WebhookStage.SetUpAsync(fixture);
        var (leader, follower) = (await stage.StartAsync("one"), await stage.StartAsync("two"));
        follower.Leads = false;
        await stage.RegisterAsync();
        await leader.StepAsync();
        await follower.StepAsync();
        await stage.WaitUntilPatchedAsync("one,own,two");
        var (data, bundle) = ((await SecretAsync(stage)).Data!, await stage.BundleAsync());

        var secrets = fixture.Client.Resource<V1Secret>();
        if (fault == "deleted") await secrets.DeleteAsync(stage.Secret);
        if (fault == "corrupted") await ReplaceAsync(stage, new Dictionary<string, byte[]> { ["tls.crt"] = "x"u8.ToArray() });
        if (fault == "foreign") await ReplaceAsync(stage, await ForeignAsync());
        for (var step = 0; step < 3; step++)
        {
            stage.Time.Advance(Step);
            await follower.StepAsync();
            await leader.StepAsync();
            Assert.Equal("one,own,two", await stage.AskAsync());
            foreach (var replica in new[] { leader, follower }) Assert.True(await replica.IsTakenByAsync(WebhookStage.Roots(await stage.BundleAsync())));
        }

        Assert.Equal(bundle, await stage.BundleAsync());
        var healed = (await SecretAsync(stage)).Data!;
        foreach (var (name, value) in data) Assert.Equal(value, healed[name]);
        Assert.False(healed.ContainsKey("next.key"));
    }

    private Task<V1Secret> SecretAsync(WebhookStage stage) => fixture.Client.Resource<V1Secret>().GetAsync(stage.Secret);

    private Task<V1Secret> ReplaceAsync(WebhookStage stage, IDictionary<string, byte[]> data) => fixture.Client.Resource<V1Secret>().PatchAsync(
        stage.Secret,
        Patch.Merge(new JsonObject
        {
            ["data"] = new JsonObject(data.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)Convert.ToBase64String(d.Value)))),
        }.ToJsonString()));

    private async Task<IDictionary<string, byte[]>> ForeignAsync()
    {
        await using var other = await WebhookStage.SetUpAsync(fixture);
        var replica = await other.StartAsync();
        await other.RegisterAsync();
        await replica.StepAsync();
        return (await SecretAsync(other)).Data!;
    }
}
