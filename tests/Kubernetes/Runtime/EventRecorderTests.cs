using System.Net;
using System.Text;
using System.Text.Json;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Runtime;

public sealed class EventRecorderTests
{
    [Fact]
    public async Task An_Event_has_everything_that_the_server_asks_for()
    {
        await using var rig = new EventRig();
        rig.Record("a", note: "p95 is 1.2 s");
        var e = (await rig.NextAsync()).Created!;
        Assert.Matches("^a\\.[0-9a-f]+$", e.Metadata.Name);
        Assert.Equal("shop", e.Metadata.Namespace);
        Assert.Equal(("Warning", "SLOBreached", "Judge", "p95 is 1.2 s"), (e.Type, e.Reason, e.Action, e.Note));
        Assert.Equal(("modelmonitor.dev/operator", "pod-1"), (e.ReportingController, e.ReportingInstance));
        Assert.Equal(new MicroTime(rig.Time.GetUtcNow()), e.EventTime);
        Assert.Null(e.Series);
        Assert.Equal(
            new V1ObjectReference { ApiVersion = "example.dev/v1", Kind = "Widget", Namespace = "shop", Name = "a", Uid = "1" },
            e.Regarding);

        var json = JsonSerializer.Serialize(e, V1Event.JsonType);
        Assert.Contains("\"apiVersion\":\"events.k8s.io/v1\",\"kind\":\"Event\"", json, StringComparison.Ordinal);
        Assert.Contains("\"eventTime\":\"2026-01-01T00:00:00.000000Z\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain("series", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_are_kept_so_that_the_server_does_not_refuse()
    {
        await using var rig = new EventRig(instance: new string('i', 200));
        var long253 = new string('n', 253);
        rig.Recorder.Record(
            Widget.Named(long253, "1"), Widget.Resource, EventType.Normal, new string('r', 128), "Judge", new string('x', 1023) + "é");
        var e = (await rig.NextAsync()).Created!;
        Assert.True(e.Metadata.Name!.Length <= 253);
        Assert.Equal(128, e.ReportingInstance!.Length);
        Assert.Equal(new string('x', 1023), e.Note);
        Assert.True(Encoding.UTF8.GetByteCount(e.Note!) <= 1024);
    }

    [Fact]
    public async Task Events_about_cluster_scoped_objects_go_to_kube_system()
    {
        await using var rig = new EventRig();
        var node = new Widget { Metadata = new() { Name = "node-1", Uid = "7" } };
        rig.Recorder.Record(node, Widget.Resource, EventType.Normal, "Seen", "Look", "");
        var e = (await rig.NextAsync()).Created!;
        Assert.Equal(("kube-system", null), (e.Metadata.Namespace, e.Regarding!.Namespace));
    }

    [Fact]
    public async Task An_occurrence_of_its_own_is_told_with_its_own_note()
    {
        await using var rig = new EventRig();
        foreach (var id in new[] { "d1", "d2" })
            rig.Recorder.Record(Widget.Named("a", "1"), Widget.Resource, EventType.Normal, "Scaled", "Scale", $"decision {id}", occurrence: id);
        Assert.Equal("decision d1", (await rig.NextAsync()).Created!.Note);
        Assert.Equal("decision d2", (await rig.NextAsync()).Created!.Note);
    }

    [Fact]
    public async Task What_the_server_would_refuse_is_dropped_without_an_exception()
    {
        await using var rig = new EventRig();
        rig.Recorder.Record(Widget.Named("a", "1"), Widget.Resource, EventType.Normal, "", "Judge", "");
        rig.Recorder.Record(Widget.Named("a", "1"), Widget.Resource, EventType.Normal, "Seen", new string('x', 129), "");
        rig.Recorder.Record(new Widget(), Widget.Resource, EventType.Normal, "Seen", "Look", "");
        Assert.Equal(3, rig.Recorder.Dropped);
        await rig.StopAsync();
        Assert.Equal(0, rig.Sink.Writes);
    }

    [Fact]
    public async Task A_storm_of_10_000_equal_Events_is_two_writes_and_one_more_after_six_quiet_minutes()
    {
        await using var rig = new EventRig();
        for (var i = 0; i < 100; i++)
        {
            for (var j = 0; j < 100; j++) rig.Record("a", note: $"p95 is {j}");
            await rig.SettleAsync();
        }

        var created = (await rig.NextAsync()).Created!;
        var second = await rig.NextAsync();
        Assert.Equal(ObjectKey.Of(created), second.Patched);
        Assert.Equal(2, second.Series!.Count);
        rig.Time.Advance(TimeSpan.FromMinutes(5));
        await rig.SettleAsync();
        Assert.Equal(2, rig.Sink.Writes);

        rig.Time.Advance(TimeSpan.FromMinutes(1));
        var last = await rig.NextAsync();
        Assert.Equal(10_000, last.Series!.Count);
        Assert.Equal(created.EventTime, last.Series.LastObservedTime);
        Assert.Equal(3, rig.Sink.Writes);
        Assert.Equal(0, rig.Recorder.Dropped);

        rig.Record("a");
        Assert.NotNull((await rig.NextAsync()).Created);
    }

    [Fact]
    public async Task A_series_that_never_rests_is_written_every_half_hour()
    {
        await using var rig = new EventRig();
        rig.Record("a");
        rig.Record("a");
        await rig.NextAsync();
        await rig.NextAsync();
        for (var minute = 0; minute < 29; minute++)
        {
            rig.Record("a");
            await rig.SettleAsync();
            rig.Time.Advance(TimeSpan.FromMinutes(1));
            await rig.SettleAsync();
        }

        Assert.Equal(2, rig.Sink.Writes);
        rig.Record("a");
        await rig.SettleAsync();
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(32, (await rig.NextAsync()).Series!.Count);
    }

    [Theory]
    [InlineData("b", "SLOBreached", "Judge")]
    [InlineData("a", "Scaled", "Judge")]
    [InlineData("a", "SLOBreached", "Scale")]
    public async Task Another_object_reason_or_action_is_another_Event(string name, string reason, string action)
    {
        await using var rig = new EventRig();
        rig.Record("a");
        rig.Record(name, reason, action);
        var (one, two) = ((await rig.NextAsync()).Created!, (await rig.NextAsync()).Created!);
        Assert.NotEqual(one.Metadata.Name, two.Metadata.Name);
    }

    [Fact]
    public async Task An_object_created_again_under_the_same_name_has_Events_of_its_own()
    {
        await using var rig = new EventRig();
        rig.Record("a");
        rig.Recorder.Record(Widget.Named("a", "1", uid: "2"), Widget.Resource, EventType.Warning, "SLOBreached", "Judge", "");
        Assert.Equal("1", (await rig.NextAsync()).Created!.Regarding!.Uid);
        Assert.Equal("2", (await rig.NextAsync()).Created!.Regarding!.Uid);
    }

    [Fact]
    public async Task An_object_may_begin_25_series_and_then_one_in_five_minutes()
    {
        await using var rig = new EventRig();
        for (var i = 0; i < 30; i++) rig.Record("a", $"Reason{i}");
        rig.Record("b");
        for (var i = 0; i < 25; i++) Assert.Equal("a", (await rig.NextAsync()).Created!.Regarding!.Name);
        Assert.Equal("b", (await rig.NextAsync()).Created!.Regarding!.Name);
        Assert.Equal(5, rig.Recorder.Dropped);

        rig.Time.Advance(TimeSpan.FromMinutes(5));
        rig.Record("a", "Reason98");
        rig.Record("a", "Reason99");
        Assert.Equal("Reason98", (await rig.NextAsync()).Created!.Reason);
        await rig.SettleAsync();
        Assert.Equal(6, rig.Recorder.Dropped);
    }

    [Fact]
    public async Task An_Event_that_the_cluster_has_forgotten_is_created_again_with_its_count()
    {
        await using var rig = new EventRig();
        rig.Record("a");
        var first = (await rig.NextAsync()).Created!;
        rig.Sink.Fail(new KubernetesException("patch: not found", HttpStatusCode.NotFound));
        rig.Record("a");
        Assert.NotNull((await rig.NextAsync()).Series);
        var again = (await rig.NextAsync()).Created!;
        Assert.Equal(first.Metadata.Name, again.Metadata.Name);
        Assert.Equal(2, again.Series!.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task While_the_server_cannot_be_reached_the_write_is_tried_twelve_times_ten_seconds_apart(int? code)
    {
        await using var rig = new EventRig();
        for (var i = 0; i < 12; i++) rig.Sink.Fail(new KubernetesException("create: no", (HttpStatusCode?)code));
        rig.Record("a");
        rig.Record("b");
        for (var i = 0; i < 11; i++)
        {
            Assert.Equal("a", (await rig.NextAsync()).Created!.Regarding!.Name);
            await rig.Time.PassAsync(TimeSpan.FromSeconds(10));
        }

        Assert.Equal("a", (await rig.NextAsync()).Created!.Regarding!.Name);
        Assert.Equal("b", (await rig.NextAsync()).Created!.Regarding!.Name);
        Assert.Contains("SLOBreached", Assert.Single(rig.Log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_Event_is_not_tried_again_and_one_that_arrived_already_is_no_error()
    {
        await using var rig = new EventRig();
        rig.Sink.Fail(new KubernetesException("create: forbidden", HttpStatusCode.Forbidden));
        rig.Sink.Fail(new KubernetesException("create: there", HttpStatusCode.Conflict, new() { Reason = "AlreadyExists" }));
        rig.Record("a");
        rig.Record("b");
        await rig.NextAsync();
        await rig.NextAsync();
        await rig.StopAsync();
        Assert.Single(rig.Log.Warnings);
        // Only the refused one is tried once more, at stop.
        Assert.Equal("a", (await rig.NextAsync()).Created!.Regarding!.Name);
        Assert.Equal(3, rig.Sink.Writes);
    }

    [Fact]
    public async Task Recording_never_waits_and_the_oldest_go_when_too_many_wait()
    {
        await using var rig = new EventRig(started: false);
        for (var i = 0; i < 1_200; i++) rig.Record($"w{i}");
        Assert.Equal(200, rig.Recorder.Dropped);
        rig.Start();
        Assert.Equal("w200", (await rig.NextAsync()).Created!.Regarding!.Name);
    }

    [Fact]
    public async Task Stopping_writes_the_counts_that_are_behind()
    {
        await using var rig = new EventRig();
        for (var i = 0; i < 5; i++) rig.Record("a");
        await rig.SettleAsync();
        rig.Record("b");
        await rig.StopAsync();
        Assert.NotNull((await rig.NextAsync()).Created);
        Assert.Equal(2, (await rig.NextAsync()).Series!.Count);
        var rest = new[] { await rig.NextAsync(), await rig.NextAsync() };
        Assert.Contains(rest, w => w.Created?.Regarding!.Name == "b");
        Assert.Contains(rest, w => w.Series?.Count == 5);
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_a_server_that_does_not_answer()
    {
        await using var rig = new EventRig();
        rig.Sink.Hang = true;
        rig.Record("a");
        await rig.NextAsync();
        var stop = rig.StopAsync();
        await rig.Time.PassAsync(TimeSpan.FromSeconds(2));
        await stop;
        Assert.Contains("Stopped before", Assert.Single(rig.Log.Warnings), StringComparison.Ordinal);
    }
}
