using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Runtime;

public sealed class InformerUndecodableTests
{
    private static readonly UndecodableObject BadB = new(Widget.Key("b"), "11", "$.spec.size: not a number");

    [Fact]
    public async Task An_object_in_a_list_that_cannot_be_read_is_named_and_stops_nobody_else()
    {
        await using var rig = new InformerRig();
        rig.Start();
        (await rig.Source.NextListAsync()).Reply(new ListPage<Widget>([Widget.Named("a", "1")], "20", null, [BadB]));
        await rig.Source.NextWatchAsync();
        Assert.True(rig.Informer.Store.TryGet(Widget.Key("a"), out _));
        Assert.Equal(BadB, Assert.Single(rig.Informer.Undecodable));
        Assert.Contains("shop/b", rig.Informer.Degraded!.Reason, StringComparison.Ordinal);
        Assert.Null(rig.Informer.ReadFault);
        Assert.Contains("shop/b", Assert.Single(rig.Log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_stays_as_last_seen_and_is_not_taken_for_deleted()
    {
        await using var rig = new InformerRig();
        var (a, b) = (Widget.Named("a", "1"), Widget.Named("b", "2"));
        (await rig.WatchAsync(a, b)).Error(new() { Code = 410 });
        await rig.Time.PassAsync(InformerRig.FirstBackoff);
        (await rig.Source.NextListAsync()).Reply(new ListPage<Widget>([], "20", null, [BadB]));
        Assert.Equal((a, null), await rig.ChangeAsync());
        await rig.Source.NextWatchAsync();
        Assert.False(rig.HasMoreChanges);
        Assert.True(rig.Informer.Store.TryGet(Widget.Key("b"), out _));
    }

    [Fact]
    public async Task Without_its_name_nothing_counts_as_deleted()
    {
        await using var rig = new InformerRig();
        (await rig.WatchAsync(Widget.Named("a", "1"))).Error(new() { Code = 410 });
        await rig.Time.PassAsync(InformerRig.FirstBackoff);
        (await rig.Source.NextListAsync()).Reply(new ListPage<Widget>([], "20", null, [new(null, null, "$: no object")]));
        await rig.Source.NextWatchAsync();
        Assert.True(rig.Informer.Store.TryGet(Widget.Key("a"), out _));
        Assert.False(rig.HasMoreChanges);
    }

    [Fact]
    public async Task In_a_watch_the_others_go_on_and_a_good_version_heals_it()
    {
        await using var rig = new InformerRig();
        var watch = await rig.WatchAsync(Widget.Named("b", "1"));
        watch.Undecodable("11", Widget.Key("b"));
        watch.Added(Widget.Named("a", "12"));
        Assert.Equal("a", (await rig.ChangeAsync()).Current!.Metadata.Name);
        Assert.Equal(BadB, Assert.Single(rig.Informer.Undecodable));
        Assert.True(rig.Informer.Store.TryGet(Widget.Key("b"), out _));
        watch.Modified(Widget.Named("b", "13"));
        await rig.ChangeAsync();
        Assert.Null(rig.Informer.Degraded);
        watch.End();
        await rig.Time.PassAsync(InformerRig.ReopenPause);
        Assert.Equal("13", (await rig.Source.NextWatchAsync()).ResourceVersion);
    }

    [Fact]
    public async Task While_one_is_left_the_watch_is_followed_by_a_list_which_says_what_became_of_it()
    {
        await using var rig = new InformerRig();
        var b = Widget.Named("b", "1");
        var watch = await rig.WatchAsync(b);
        watch.Undecodable("11", Widget.Key("b"));
        watch.End();
        await rig.Time.PassAsync(InformerRig.ReopenPause);
        (await rig.Source.NextListAsync()).Reply("20");
        Assert.Equal((b, null), await rig.ChangeAsync());
        await rig.Source.NextWatchAsync();
        Assert.Null(rig.Informer.Degraded);
    }

    [Fact]
    public async Task An_event_without_a_version_that_cannot_be_read_leads_to_a_list()
    {
        await using var rig = new InformerRig();
        (await rig.WatchAsync()).Undecodable(null, null);
        await rig.Time.PassAsync(InformerRig.FirstBackoff);
        await rig.Source.NextListAsync();
    }
}
