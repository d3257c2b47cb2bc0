using System.Text;
using ModelMonitor.Kubernetes;
using ModelMonitor.Operator.Hosting;
using ModelMonitor.Tests.Integration.Cluster;

namespace ModelMonitor.Tests.Integration.Webhooks;

/// <summary>The webhook's faults at a real API server: pods start whatever becomes of it, and it heals what it can.</summary>
public sealed class FaultTests(ClusterFixture fixture)
{
    private const string Unchanged = "own";
    private static readonly Uri Absent = new("https://127.0.0.1:1/mutate-pods");

    [Fact]
    public async Task G1_while_the_webhook_is_down_pods_are_admitted_unchanged()
    {
        await using var stage = await WebhookStage.SetUpAsync(fixture);
        var replica = await stage.StartAsync();
        await stage.RegisterAsync();
        await replica.StepAsync();
        Assert.Null(replica.Webhook.WhyNot);
        await stage.WaitUntilPatchedAsync();
        await replica.StopAsync();
        Assert.Equal(Unchanged, await stage.AskAsync());
    }

    [Fact]
    public async Task G2_a_webhook_that_does_not_answer_in_time_leaves_the_pod_as_it_is()
    {
        await using var stage = await WebhookStage.SetUpAsync(fixture);
        var replica = await stage.StartAsync();
        await stage.RegisterAsync();
        await replica.StepAsync();
        await stage.WaitUntilPatchedAsync();
        using var answer = new ManualResetEventSlim();
        replica.Handler.OnReview = answer.Wait;
        try
        {
            // The pod comes back while the handler is still at work: it is the API server that gave up.
            Assert.Equal(Unchanged, await stage.AskAsync());
        }
        finally
        {
            answer.Set();
        }
    }

    [Theory]
    [InlineData("another authority")]
    [InlineData("no PEM")]
    [InlineData("empty")]
    public async Task G3_a_caBundle_that_is_wrong_is_right_again_within_10_seconds_and_pods_are_patched(string fault)
    {
        await using var stage = await WebhookStage.SetUpAsync(fixture);
        var replica = await stage.StartAsync();
        await stage.RegisterAsync();
        using var stop = new CancellationTokenSource();
        var run = replica.Webhook.RunAsync(stop.Token);
        await stage.WaitUntilPatchedAsync();
        var right = await stage.BundleAsync();
        await stage.Time.WaitForTimersAsync(1);
        await stage.SetBundleAsync(fault switch
        {
            "another authority" => Encoding.ASCII.GetBytes(fixture.Config.CertificateAuthority![0].ExportCertificatePem()),
            "no PEM" => "no PEM"u8.ToArray(),
            _ => [],
        });
        if (fault == "another authority")
            await Eventually.TrueAsync("the API server does not trust us", async () => await stage.AskAsync() == Unchanged, WebhookStage.Deadline);

        Assert.True(PodWebhook.Period * 2 <= TimeSpan.FromSeconds(10));
        stage.Time.Advance(PodWebhook.Period);
        await Eventually.TrueAsync(
            "the leader has written it", async () => (await stage.BundleAsync()).AsSpan().SequenceEqual(right), WebhookStage.Deadline);
        await stage.WaitUntilPatchedAsync();
        Assert.Null(replica.Webhook.WhyNot);
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task G4_with_the_webhook_absent_our_own_pods_are_not_even_asked_about()
    {
        await using var stage = await WebhookStage.SetUpAsync(fixture);
        await fixture.Cluster.KubectlAsync(["apply", "-f", Repository.PathOf("config", "manager", "namespace.yaml")]);
        // Somebody opts our own namespace in, and fails whatever cannot be asked.
        await stage.LabelAsync("modelmonitor-system", "enabled");
        try
        {
            await stage.RegisterAsync("Fail", Absent);
            await Eventually.TrueAsync("pods of a namespace that has opted in fail", async () => await FailsAsync(stage.Pods), WebhookStage.Deadline);
            Assert.False(await FailsAsync("modelmonitor-system"));
            Assert.False(await FailsAsync(stage.Pods, "modelmonitor"));
            await stage.LabelAsync(stage.Own, null);
            Assert.False(await FailsAsync(stage.Own));
        }
        finally
        {
            await stage.LabelAsync("modelmonitor-system", null);
        }

        async Task<bool> FailsAsync(string ns, string app = "chat")
        {
            // The namespace's own account comes a moment after it.
            return await Eventually.GetAsync("an answer", async () =>
            {
                try
                {
                    return await stage.AskAsync(ns, app) is null ? "" : "admitted";
                }
                catch (KubernetesException e) when (e.Message.Contains("failed calling webhook", StringComparison.Ordinal))
                {
                    return "failed";
                }
            }, WebhookStage.Deadline) == "failed";
        }
    }

    [Fact]
    public async Task Without_a_registration_the_webhook_says_so_and_serves()
    {
        await using var stage = await WebhookStage.SetUpAsync(fixture);
        var replica = await stage.StartAsync();
        await replica.StepAsync();
        Assert.Contains($"{stage.Configuration.Configuration} does not exist", replica.Webhook.WhyNot, StringComparison.Ordinal);
        Assert.Null(replica.Webhook.NotReady);
        await stage.RegisterAsync();
        await replica.StepAsync();
        Assert.Null(replica.Webhook.WhyNot);
    }

    [Fact]
    public async Task Who_does_not_lead_writes_no_registration_and_says_that_it_is_not_trusted()
    {
        await using var stage = await WebhookStage.SetUpAsync(fixture);
        var replica = await stage.StartAsync();
        replica.Leads = false;
        await stage.RegisterAsync();
        await replica.StepAsync();
        Assert.Null(await stage.BundleAsync());
        Assert.Contains("does not trust", replica.Webhook.WhyNot, StringComparison.Ordinal);
        replica.Leads = true;
        await replica.StepAsync();
        Assert.Null(replica.Webhook.WhyNot);
    }
}
