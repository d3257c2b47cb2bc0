using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Runtime;

public sealed class InformerTests
{
    [Fact]
    public async Task A_list_of_several_pages_is_taken_over_in_one_step()
    {
        await using var rig = new InformerRig();
        rig.Start();
        var first = await rig.Source.NextListAsync();
        Assert.Equal((500, null), (first.Limit, first.Continue));
        first.Reply(new ListPage<Widget>([Widget.Named("a", "1")], "", "page-2", []));

        var second = await rig.Source.NextListAsync();
        Assert.Equal("page-2", second.Continue);
        Assert.Empty(rig.Informer.Store.List());
        Assert.False(rig.Informer.HasSynced);
        second.Reply("10", Widget.Named("b", "2"));

        await rig.Informer.WaitForSyncAsync(ScriptedSource.Deadline, CancellationToken.None);
        Assert.Equal(["a", "b"], rig.Informer.Store.List("shop").Select(w => w.Metadata.Name).Order());
        Assert.Empty(rig.Informer.Store.List("elsewhere"));
        Assert.Equal("a", (await rig.ChangeAsync()).Current!.Metadata.Name);
        Assert.Equal("b", (await rig.ChangeAsync()).Current!.Metadata.Name);
        Assert.Equal("10", (await rig.Source.NextWatchAsync()).ResourceVersion);
    }

    [Fact]
    public async Task Handlers_hear_of_a_change_once_the_store_holds_it()
    {
        await using var rig = new InformerRig();
        var seen = new List<bool>();
        rig.Informer.OnChange((_, current) => seen.Add(
            rig.Informer.Store.TryGet(Widget.Key("a"), out var stored) ? ReferenceEquals(stored, current) : current is null));
        var watch = await rig.WatchAsync();

        var (one, two) = (Widget.Named("a", "11"), Widget.Named("a", "12"));
        watch.Added(one);
        watch.Modified(two);
        watch.Deleted(Widget.Named("a", "13"));
        Assert.Equal((null, one), await rig.ChangeAsync());
        Assert.Equal((one, two), await rig.ChangeAsync());
        var (last, gone) = await rig.ChangeAsync();
        Assert.Equal("13", last!.Metadata.ResourceVersion);
        Assert.Null(gone);
        watch.Added(Widget.Named("b", "14"));
        await rig.ChangeAsync();
        Assert.Equal([true, true, true], seen.Take(3));
        Assert.Equal("b", Assert.Single(rig.Informer.Store.List()).Metadata.Name);
    }

    [Fact]
    public async Task A_watch_that_ended_well_goes_on_from_the_last_event_or_bookmark_within_a_second()
    {
        await using var rig = new InformerRig();
        var watch = await rig.WatchAsync();
        watch.Added(Widget.Named("a", "11"));
        watch.End();
        await rig.Time.PassAsync(InformerRig.ReopenPause);

        watch = await rig.Source.NextWatchAsync();
        Assert.Equal("11", watch.ResourceVersion);
        watch.Bookmark("50");
        watch.End();
        await rig.Time.PassAsync(InformerRig.ReopenPause);
        Assert.Equal("50", (await rig.Source.NextWatchAsync()).ResourceVersion);
        Assert.Equal(1, rig.Source.Lists);
        Assert.Empty(rig.Log.Warnings);
    }

    [Fact]
    public async Task Watches_ask_for_an_end_between_five_and_ten_minutes()
    {
        await using var rig = new InformerRig();
        Assert.Equal(TimeSpan.FromMinutes(7.5), (await rig.WatchAsync()).Timeout);
    }

    [Fact]
    public async Task An_object_deleted_while_the_watch_was_cut_is_told_as_deleted_with_its_last_known_state()
    {
        await using var rig = new InformerRig();
        var (a, b) = (Widget.Named("a", "1"), Widget.Named("b", "2"));
        var watch = await rig.WatchAsync(a, b);
        watch.Fail(InformerRig.Unreachable());
        await rig.Time.PassAsync(InformerRig.FirstBackoff);

        watch = await rig.Source.NextWatchAsync();
        Assert.Equal("10", watch.ResourceVersion);
        watch.Fail(InformerRig.Http(410));
        await rig.Time.PassAsync(InformerRig.FirstBackoff * 2);
        (await rig.Source.NextListAsync()).Reply("20", b, Widget.Named("c", "15"));

        Assert.Equal((a, null), await rig.ChangeAsync());
        Assert.Equal("c", (await rig.ChangeAsync()).Current!.Metadata.Name);
        Assert.False(rig.Informer.Store.TryGet(Widget.Key("a"), out _));
        Assert.Equal("20", (await rig.Source.NextWatchAsync()).ResourceVersion);
        Assert.False(rig.HasMoreChanges);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_object_that_was_created_again_unseen_is_told_as_deleted_and_added(bool byList)
    {
        await using var rig = new InformerRig();
        var (first, second) = (Widget.Named("a", "1", uid: "old"), Widget.Named("a", "15", uid: "new"));
        var watch = await rig.WatchAsync(first);
        if (byList)
        {
            watch.Error(new() { Code = 410, Reason = "Expired" });
            await rig.Time.PassAsync(InformerRig.FirstBackoff);
            (await rig.Source.NextListAsync()).Reply("20", second);
        }
        else watch.Added(second);

        Assert.Equal((first, null), await rig.ChangeAsync());
        Assert.Equal((null, second), await rig.ChangeAsync());
    }

    [Fact]
    public async Task An_event_that_brings_nothing_new_is_not_told()
    {
        await using var rig = new InformerRig();
        var watch = await rig.WatchAsync(Widget.Named("a", "1"));
        watch.Added(Widget.Named("a", "1"));
        watch.Modified(Widget.Named("a", "11"));
        Assert.Equal("11", (await rig.ChangeAsync()).Current!.Metadata.ResourceVersion);
    }

    [Fact]
    public async Task A_handler_that_throws_disturbs_nobody_else()
    {
        await using var rig = new InformerRig();
        var after = 0;
        rig.Informer.OnChange((_, _) => throw new InvalidOperationException("mine"));
        rig.Informer.OnChange((_, _) => after++);
        var watch = await rig.WatchAsync(Widget.Named("a", "1"));
        watch.Modified(Widget.Named("a", "11"));
        watch.Modified(Widget.Named("a", "12"));
        await rig.ChangeAsync();
        await rig.ChangeAsync();
        await rig.StopAsync();
        Assert.Equal(3, after);
        Assert.Equal(3, rig.Log.Warnings.Count(l => l.Contains("threw", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Handlers_that_come_too_late_are_refused_and_so_is_a_second_run()
    {
        await using var rig = new InformerRig();
        rig.Start();
        Assert.Throws<InvalidOperationException>(() => rig.Informer.OnChange((_, _) => { }));
        await Assert.ThrowsAsync<InvalidOperationException>(() => rig.Informer.RunAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Waiting_in_vain_for_the_first_list_says_why()
    {
        await using var rig = new InformerRig();
        rig.Start();
        var wait = rig.Informer.WaitForSyncAsync(TimeSpan.FromSeconds(0.3), CancellationToken.None);
        (await rig.Source.NextListAsync()).Fail(InformerRig.Http(403));
        await rig.Time.WaitBegunAsync(InformerRig.FirstBackoff);
        rig.Time.Advance(TimeSpan.FromSeconds(0.3));
        var e = await Assert.ThrowsAsync<TimeoutException>(() => wait);
        Assert.Contains("widgets.example.dev: watch widgets.example.dev: 403", e.Message, StringComparison.Ordinal);
    }
}
