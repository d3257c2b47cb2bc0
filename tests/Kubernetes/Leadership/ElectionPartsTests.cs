using System.Diagnostics.Metrics;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Leadership;

/// <summary>Options, requests and metrics of an election.</summary>
public sealed class ElectionPartsTests
{
    [Fact]
    public void The_defaults_hold_together_and_each_process_gets_its_own_identity()
    {
        var options = new LeaderElectionOptions { Namespace = "mm" };
        options.Validate();
        Assert.Equal((15, 10, 2), (options.LeaseDuration.TotalSeconds, options.RenewDeadline.TotalSeconds, options.RetryPeriod.TotalSeconds));
        Assert.Equal(TimeSpan.FromSeconds(5), options.RequestTimeout);
        Assert.NotEqual(options.Identity, new LeaderElectionOptions { Namespace = "mm" }.Identity);
        Assert.Equal(TimeSpan.FromSeconds(1), (options with { RenewDeadline = TimeSpan.FromSeconds(1.5) }).RequestTimeout);
    }

    [Theory]
    [InlineData("mm", "", "me", 15, 10, 2, "Name")]
    [InlineData("", "l", "me", 15, 10, 2, "Namespace")]
    [InlineData("mm", "l", "", 15, 10, 2, "Identity")]
    [InlineData("mm", "l", "me", 15, 15, 2, "LeaseDuration")]
    [InlineData("mm", "l", "me", 4000, 10, 2, "LeaseDuration")]
    [InlineData("mm", "l", "me", 15, 2.4, 2, "RenewDeadline")]
    [InlineData("mm", "l", "me", 15, 10, 0, "RetryPeriod")]
    [InlineData("mm", "l", "me", 15, 10, -1, "RetryPeriod")]
    public void Options_that_do_not_hold_together_name_the_field(
        string ns, string name, string identity, double lease, double renew, double retry, string field)
    {
        var options = new LeaderElectionOptions
        {
            Namespace = ns,
            Name = name,
            Identity = identity,
            LeaseDuration = TimeSpan.FromSeconds(lease),
            RenewDeadline = TimeSpan.FromSeconds(renew),
            RetryPeriod = TimeSpan.FromSeconds(retry),
        };
        var fault = Assert.Throws<ArgumentException>(options.Validate);
        Assert.Equal(field, fault.ParamName);
        Assert.Contains(field, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_patch_carries_the_version_and_what_is_to_be_written_and_nothing_else()
    {
        await using var server = await TestServer.StartAsync("""{"metadata":{"resourceVersion":"8"},"spec":{"holderIdentity":null}}""");
        using var client = server.Client();
        var store = new ApiLeaseStore(client);
        var key = new ObjectKey("mm", "l");
        var renewed = new MicroTime(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var lease = await store.PatchAsync(key, "7", new() { HolderIdentity = "", LeaseDurationSeconds = 1, RenewTime = renewed }, default);
        Assert.Equal(("8", null), (lease.Metadata.ResourceVersion, lease.Spec!.HolderIdentity));
        var patch = Assert.Single(server.Requests);
        Assert.Equal(("PATCH", "/apis/coordination.k8s.io/v1/namespaces/mm/leases/l"), (patch.Method, patch.Target));
        Assert.Equal("application/merge-patch+json", patch.Headers.ContentType.ToString());
        Assert.Equal(
            """{"metadata":{"resourceVersion":"7"},"spec":{"holderIdentity":"","leaseDurationSeconds":1,"renewTime":"2026-01-02T03:04:05.000000Z"}}""",
            patch.Body);
        await Assert.ThrowsAsync<ArgumentException>(() => store.PatchAsync(key, "", new(), default));
    }

    [Fact]
    public async Task A_lease_that_is_not_there_is_null()
    {
        await using var server = await TestServer.StartAsync("""{"kind":"Status","reason":"NotFound"}""", 404);
        using var client = server.Client();
        Assert.Null(await new ApiLeaseStore(client).GetAsync(new("mm", "l"), default));
    }

    [Fact]
    public void Metrics_tell_who_leads_and_what_failed() => World.Run(async world =>
    {
        var seen = new Dictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == "metrics-process") l.EnableMeasurementEvents(instrument);
        };
        void Note(string name, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            Assert.Equal(new("name", LeaderElectionOptions.DefaultName), tags.ToArray().Single());
            seen[name] = value + (name.EndsWith("status", StringComparison.Ordinal) ? 0 : seen.GetValueOrDefault(name));
        }

        listener.SetMeasurementEventCallback<int>((i, v, tags, _) => Note(i.Name, v, tags));
        listener.SetMeasurementEventCallback<long>((i, v, tags, _) => Note(i.Name, v, tags));
        listener.Start();

        var a = world.Process("metrics-process");
        listener.RecordObservableInstruments();
        Assert.Equal((0, 0, 0), (seen["leader_election.master_status"], seen["leader_election.failures"], seen["leader_election.slowpath"]));
        a.Start();
        await world.UntilAsync(() => a.Leads, 1);
        listener.RecordObservableInstruments();
        Assert.Equal(1, seen["leader_election.master_status"]);
        world.Api.Edit(s => s);
        await world.PassAsync(3);
        Assert.Equal((0, 1), (seen["leader_election.failures"], seen["leader_election.slowpath"]));
        world.Api.Fates = (_, _) => new(Refusal: World.Http(500));
        await world.UntilAsync(() => !a.Leads, 11);
        listener.RecordObservableInstruments();
        Assert.Equal(0, seen["leader_election.master_status"]);
        Assert.Equal(4, seen["leader_election.failures"]);
    });
}
