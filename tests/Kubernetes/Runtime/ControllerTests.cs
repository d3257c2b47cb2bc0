using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Runtime;

public sealed class ControllerTests
{
    private static readonly TimeSpan HalfASecond = TimeSpan.FromSeconds(0.5);

    [Fact]
    public async Task Every_object_of_the_first_list_is_reconciled_once()
    {
        await using var rig = new ControllerRig();
        await rig.StartAsync(Widget.Named("a", "1"), Widget.Named("b", "2"));
        string[] names = [await rig.SucceedAsync(), await rig.SucceedAsync()];
        Assert.Equal(["a", "b"], names.Order());
        await rig.IdleAsync();
    }

    [Fact]
    public async Task A_reconcile_that_is_done_is_not_called_again_before_a_change()
    {
        await using var rig = new ControllerRig();
        var watch = await rig.StartAsync(Widget.Named("a", "1"));
        await rig.SucceedAsync();
        watch.Modified(Widget.Named("a", "11"));
        watch.Modified(Widget.Named("a", "12", generation: 2));
        var call = await rig.NextAsync();
        Assert.Equal("12", call.Resource.Metadata.ResourceVersion);
        call.Result.SetResult(ReconcileResult.Done);
        await rig.IdleAsync();
    }

    [Fact]
    public async Task A_wish_to_be_called_later_is_granted_within_ten_percent()
    {
        await using var rig = new ControllerRig(jitter: 1);
        await rig.StartAsync(Widget.Named("a", "1"));
        (await rig.NextAsync()).Result.SetResult(ReconcileResult.After(TimeSpan.FromSeconds(10)));
        await rig.Time.PassAsync(TimeSpan.FromSeconds(11));
        (await rig.NextAsync()).Result.SetResult(ReconcileResult.After(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_failure_is_retried_with_back_off_and_success_forgets_it()
    {
        await using var rig = new ControllerRig(jitter: 1);
        await rig.StartAsync(Widget.Named("a", "1"));
        foreach (var pause in new[] { 0.5, 1, 2 })
        {
            (await rig.NextAsync()).Result.SetException(new InvalidOperationException("no"));
            await rig.Time.PassAsync(TimeSpan.FromSeconds(pause));
        }

        (await rig.NextAsync()).Result.SetResult(ReconcileResult.After(TimeSpan.FromSeconds(10)));
        await rig.Time.PassAsync(TimeSpan.FromSeconds(11));
        (await rig.NextAsync()).Result.SetException(new InvalidOperationException("no"));
        await rig.Time.PassAsync(HalfASecond);
        await rig.SucceedAsync();
    }

    [Fact]
    public async Task While_it_backs_off_a_request_waits_and_a_new_spec_does_not()
    {
        await using var rig = new ControllerRig(jitter: 1);
        var watch = await rig.StartAsync(Widget.Named("a", "1"));
        (await rig.NextAsync()).Result.SetException(new InvalidOperationException("no"));
        await rig.Time.WaitBegunAsync(HalfASecond);
        rig.Controller.Enqueue(Widget.Key("a"));
        watch.Modified(Widget.Named("a", "11", generation: 2));
        Assert.Equal("a", await rig.SucceedAsync());
        await rig.IdleAsync();
    }

    [Fact]
    public async Task A_terminal_failure_is_not_retried_before_the_object_changes()
    {
        await using var rig = new ControllerRig();
        var watch = await rig.StartAsync(Widget.Named("a", "1"));
        (await rig.NextAsync()).Result.SetException(new TerminalException("the spec makes no sense"));
        await rig.IdleAsync();
        watch.Modified(Widget.Named("a", "11", generation: 2));
        await rig.SucceedAsync();
    }

    [Fact]
    public async Task A_reconcile_that_takes_too_long_is_cancelled_and_retried()
    {
        await using var rig = new ControllerRig(jitter: 1);
        await rig.StartAsync(Widget.Named("a", "1"));
        var call = await rig.NextAsync();
        await rig.Time.PassAsync(TimeSpan.FromSeconds(30));
        Assert.True(call.Token.IsCancellationRequested);
        await rig.Time.PassAsync(HalfASecond);
        await rig.SucceedAsync();
        Assert.Contains(rig.Log.Warnings, l => l.Contains("time limit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_longest_reconcile_is_known()
    {
        await using var rig = new ControllerRig();
        await rig.StartAsync(Widget.Named("a", "1"));
        await rig.NextAsync();
        rig.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(TimeSpan.FromSeconds(4), rig.Controller.LongestRunning);
    }

    [Fact]
    public async Task A_change_during_a_reconcile_leads_to_another_one_afterwards()
    {
        await using var rig = new ControllerRig(workers: 4);
        var watch = await rig.StartAsync(Widget.Named("a", "1"));
        var first = await rig.NextAsync();
        watch.Modified(Widget.Named("a", "11", generation: 2));
        watch.Modified(Widget.Named("a", "12", generation: 3));
        watch.Added(Widget.Named("b", "13"));
        var other = await rig.NextAsync();
        Assert.Equal("b", other.Resource.Metadata.Name);
        Assert.True(rig.IsQuiet);
        first.Result.SetResult(ReconcileResult.Done);
        other.Result.SetResult(ReconcileResult.Done);
        Assert.Equal("12", (await rig.NextAsync()).Resource.Metadata.ResourceVersion);
    }

    [Fact]
    public async Task An_object_edited_all_the_time_is_reconciled_once_a_second_after_the_first_five()
    {
        await using var rig = new ControllerRig();
        var watch = await rig.StartAsync(Widget.Named("a", "1"));
        var edits = 0;
        for (var i = 0; i < 5; i++)
        {
            await rig.SucceedAsync();
            Edit();
        }

        // The sixth waits for the second to be over; 99 more change nothing about that.
        await rig.Time.WaitBegunAsync(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 99; i++) Edit();
        watch.Added(Widget.Named("b", "99"));
        Assert.Equal("b", await rig.SucceedAsync());
        Assert.True(rig.IsQuiet);
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        var call = await rig.NextWithResultAsync();
        Assert.Equal(1 + edits, call.Resource.Metadata.Generation);

        void Edit()
        {
            edits++;
            watch.Modified(Widget.Named("a", $"{1000 + edits}", generation: 1 + edits));
        }
    }

    [Fact]
    public async Task Many_objects_of_a_namespace_do_not_hold_up_another()
    {
        await using var rig = new ControllerRig();
        var watch = await rig.StartAsync([.. Enumerable.Range(0, 100).Select(i => Widget.Named($"crowd-{i}", "1"))]);
        var first = await rig.NextAsync();
        var lone = Widget.Named("lone", "11");
        lone.Metadata.Namespace = "elsewhere";
        watch.Added(lone);
        await Eventually.TrueAsync(
            "the lone one is seen", () => Task.FromResult(rig.Informer.Store.List("elsewhere").Count == 1), ScriptedSource.Deadline);
        first.Result.SetResult(ReconcileResult.Done);
        Assert.Contains("lone", new[] { await rig.SucceedAsync(), await rig.SucceedAsync(), await rig.SucceedAsync() });
    }

    [Fact]
    public async Task A_deleted_object_is_told_so_that_its_state_can_be_dropped()
    {
        await using var rig = new ControllerRig();
        var watch = await rig.StartAsync(Widget.Named("a", "1"));
        await rig.SucceedAsync();
        watch.Deleted(Widget.Named("a", "11"));
        await rig.IdleAsync();
        Assert.Equal(Widget.Key("a"), Assert.Single(rig.Deleted));
    }

    [Fact]
    public async Task Also_when_it_was_deleted_while_the_watch_was_cut()
    {
        await using var rig = new ControllerRig();
        var watch = await rig.StartAsync(Widget.Named("a", "1"));
        await rig.SucceedAsync();
        watch.Fail(InformerRig.Http(410));
        await rig.Time.PassAsync(InformerRig.FirstBackoff);
        (await rig.Source.NextListAsync()).Reply("20");
        await rig.Source.NextWatchAsync();
        await rig.IdleAsync();
        Assert.Equal(Widget.Key("a"), Assert.Single(rig.Deleted));
    }

    [Fact]
    public async Task An_object_created_again_loses_its_old_state_before_it_is_reconciled()
    {
        await using var rig = new ControllerRig();
        var watch = await rig.StartAsync(Widget.Named("a", "1"));
        var first = await rig.NextAsync();
        watch.Deleted(Widget.Named("a", "11"));
        watch.Added(Widget.Named("a", "12", uid: "2"));
        watch.Added(Widget.Named("z", "13"));
        // The watch is read in order: once z is there, the controller knows of both.
        await Eventually.TrueAsync(
            "z is seen", () => Task.FromResult(rig.Informer.Store.TryGet(Widget.Key("z"), out _)), ScriptedSource.Deadline);
        Assert.Empty(rig.Deleted);
        first.Result.SetResult(ReconcileResult.Done);
        var calls = new[] { await rig.NextWithResultAsync(), await rig.NextWithResultAsync() };
        Assert.Equal("12", calls.Single(c => c.Resource.Metadata.Name == "a").Resource.Metadata.ResourceVersion);
        Assert.Equal(Widget.Key("a"), Assert.Single(rig.Deleted));
    }

    [Fact]
    public async Task Stopping_cancels_what_runs_waits_for_it_and_starts_nothing_more()
    {
        await using var rig = new ControllerRig();
        await rig.StartAsync(Widget.Named("a", "1"), Widget.Named("b", "2"));
        var call = await rig.NextAsync();
        await rig.StopAsync();
        Assert.True(call.Token.IsCancellationRequested);
        Assert.True(call.Ended);
        Assert.True(rig.IsQuiet);
        Assert.Empty(rig.Log.Warnings);
    }

    [Fact]
    public async Task The_log_says_which_reconcile_a_line_belongs_to()
    {
        await using var rig = new ControllerRig();
        await rig.StartAsync(Widget.Named("a", "1"));
        var call = await rig.NextAsync();
        call.Result.SetException(new InvalidOperationException("no"));
        await rig.Time.WaitBegunAsync(TimeSpan.FromSeconds(0.25));
        var scope = Assert.Single(rig.Log.Lines, l => l.Text.Contains("Reconcile failed", StringComparison.Ordinal)).Scope!;
        Assert.Equal(("widgets", "shop", "a"), (scope["controller"], scope["namespace"], scope["name"]));
        Assert.Equal(call.Context.ReconcileId, scope["reconcileId"]);
        Assert.Equal(Widget.Key("a"), call.Context.Key);
    }

    [Fact]
    public void A_status_write_calls_for_nothing_but_generation_deletion_and_annotation_do()
    {
        var old = Widget.Named("a", "1");
        Assert.False(ReconcilePredicates.IntentChanged(old, Widget.Named("a", "2")));
        Assert.True(ReconcilePredicates.AnyChange(old, Widget.Named("a", "2")));
        Assert.False(ReconcilePredicates.AnyChange(old, Widget.Named("a", "1")));
        Assert.True(ReconcilePredicates.IntentChanged(old, Widget.Named("a", "2", generation: 2)));
        Assert.True(ReconcilePredicates.IntentChanged(null, old));
        Assert.True(ReconcilePredicates.IntentChanged(old, null));

        var terminating = Widget.Named("a", "2");
        terminating.Metadata.DeletionTimestamp = DateTimeOffset.UnixEpoch;
        Assert.True(ReconcilePredicates.IntentChanged(old, terminating));
        Assert.False(ReconcilePredicates.IntentChanged(terminating, terminating));

        var asked = Widget.Named("a", "2");
        asked.Metadata.Annotations = new Dictionary<string, string> { ["modelmonitor.dev/reconcile-at"] = "now" };
        Assert.True(ReconcilePredicates.IntentChanged(old, asked));
        Assert.False(ReconcilePredicates.IntentChanged(asked, asked));
    }
}
