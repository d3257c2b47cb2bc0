using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Runtime;

/// <summary>Each way back from an error, one by one.</summary>
public sealed class InformerFaultTests
{
    private static readonly Status Expired = new() { Code = 410, Reason = "Expired", Message = "too old resource version" };

    public static TheoryData<string> NeedNewList => ["in-band 410", "HTTP 410", "HTTP 400", "version too large", "no version"];

    public static TheoryData<int?> KeepVersion => [(int?)null, 429, 500, 503];

    public static TheoryData<int> Refused => [401, 403, 404];

    [Theory]
    [MemberData(nameof(NeedNewList))]
    public async Task A_version_that_leads_nowhere_leads_to_one_new_list_after_a_pause(string fault)
    {
        await using var rig = new InformerRig();
        var watch = await rig.WatchAsync();
        switch (fault)
        {
            case "in-band 410": watch.Error(Expired); break;
            case "HTTP 410": watch.Fail(InformerRig.Http(410, status: Expired)); break;
            case "HTTP 400": watch.Fail(InformerRig.Http(400)); break;
            case "version too large": watch.Fail(InformerRig.Http(504, status: TooLarge())); break;
            default: watch.Added(Widget.Named("a", "")); break;
        }

        await rig.Time.PassAsync(InformerRig.FirstBackoff);
        var list = await rig.Source.NextListAsync();
        Assert.Null(list.Continue);
        Assert.Equal(1, rig.Source.Watches);
        list.Reply("20");
        Assert.Equal("20", (await rig.Source.NextWatchAsync()).ResourceVersion);
        Assert.Equal(2, rig.Source.Lists);
        Assert.Null(rig.Informer.Degraded);
    }

    [Fact]
    public async Task A_continue_token_that_expired_leads_to_one_new_list_after_a_pause()
    {
        await using var rig = new InformerRig();
        rig.Start();
        (await rig.Source.NextListAsync()).Reply(new ListPage<Widget>([Widget.Named("a", "1")], "5", "page-2", []));
        (await rig.Source.NextListAsync()).Fail(InformerRig.Http(410, status: Expired));
        await rig.Time.PassAsync(InformerRig.FirstBackoff);

        var again = await rig.Source.NextListAsync();
        Assert.Null(again.Continue);
        again.Reply("20", Widget.Named("b", "6"));
        await rig.Source.NextWatchAsync();
        Assert.Equal("b", Assert.Single(rig.Informer.Store.List()).Metadata.Name);
    }

    [Theory]
    [MemberData(nameof(KeepVersion))]
    public async Task An_error_that_says_nothing_about_the_version_keeps_it(int? code)
    {
        await using var rig = new InformerRig();
        var watch = await rig.WatchAsync();
        watch.Bookmark("30");
        watch.Fail(code is { } c ? InformerRig.Http(c) : InformerRig.Unreachable());
        await rig.Time.PassAsync(InformerRig.FirstBackoff);
        Assert.Equal("30", (await rig.Source.NextWatchAsync()).ResourceVersion);
        Assert.Equal(1, rig.Source.Lists);
    }

    [Theory]
    [MemberData(nameof(KeepVersion))]
    public async Task A_list_that_met_such_an_error_goes_on_with_the_same_page(int? code)
    {
        await using var rig = new InformerRig();
        rig.Start();
        (await rig.Source.NextListAsync()).Reply(new ListPage<Widget>([Widget.Named("a", "1")], "5", "page-2", []));
        (await rig.Source.NextListAsync()).Fail(code is { } c ? InformerRig.Http(c) : InformerRig.Unreachable());
        await rig.Time.PassAsync(InformerRig.FirstBackoff);
        Assert.Equal("page-2", (await rig.Source.NextListAsync()).Continue);
    }

    [Fact]
    public async Task The_servers_own_errors_keep_the_version_for_a_minute_only()
    {
        await using var rig = new InformerRig();
        var watch = await rig.WatchAsync();
        // They come at 0, 0.4, 1.2, 2.8, 6, 12.4, 25.2, 40.2 and 55.2 s.
        foreach (var pause in new[] { 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 15, 15, 15 })
        {
            watch.Fail(InformerRig.Http(500));
            await rig.Time.PassAsync(TimeSpan.FromSeconds(pause));
            watch = await rig.Source.NextWatchAsync();
            Assert.Equal("10", watch.ResourceVersion);
        }

        watch.Fail(InformerRig.Http(500));
        await rig.Time.PassAsync(TimeSpan.FromSeconds(15));
        Assert.Null((await rig.Source.NextListAsync()).Continue);
    }

    [Fact]
    public async Task A_word_from_the_server_in_between_starts_that_minute_anew()
    {
        await using var rig = new InformerRig();
        var watch = await rig.WatchAsync();
        watch.Fail(InformerRig.Http(500));
        await rig.Time.PassAsync(InformerRig.FirstBackoff);
        watch = await rig.Source.NextWatchAsync();
        watch.Added(Widget.Named("a", "11"));
        await rig.ChangeAsync();
        rig.Time.Advance(TimeSpan.FromSeconds(70));
        watch.Fail(InformerRig.Http(500));
        await rig.Time.PassAsync(InformerRig.FirstBackoff * 2);
        Assert.Equal("11", (await rig.Source.NextWatchAsync()).ResourceVersion);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_wait_that_the_server_asks_for_is_kept_and_spread(bool inBand)
    {
        await using var rig = new InformerRig();
        var watch = await rig.WatchAsync();
        if (inBand) watch.Error(new() { Code = 429, Details = new() { RetryAfterSeconds = 7 } });
        else watch.Fail(InformerRig.Http(429, TimeSpan.FromSeconds(7)));
        await rig.Time.PassAsync(TimeSpan.FromSeconds(7) + InformerRig.FirstBackoff);
        Assert.Equal("10", (await rig.Source.NextWatchAsync()).ResourceVersion);
    }

    [Theory]
    [InlineData(int.MaxValue, 300)]
    [InlineData(-1, 0)]
    public async Task A_wait_without_sense_in_the_stream_is_bounded(int asked, int granted)
    {
        await using var rig = new InformerRig();
        (await rig.WatchAsync()).Error(new() { Code = 429, Details = new() { RetryAfterSeconds = asked } });
        await rig.Time.PassAsync(TimeSpan.FromSeconds(granted) + InformerRig.FirstBackoff);
        Assert.Equal("10", (await rig.Source.NextWatchAsync()).ResourceVersion);
    }

    [Fact]
    public async Task Other_codes_do_not_steer_the_wait()
    {
        await using var rig = new InformerRig();
        (await rig.WatchAsync()).Fail(InformerRig.Http(500, TimeSpan.FromHours(7)));
        await rig.Time.PassAsync(InformerRig.FirstBackoff);
        await rig.Source.NextWatchAsync();
    }

    [Theory]
    [InlineData(401, "")]
    [InlineData(403, "needs list/watch on widgets.example.dev")]
    [InlineData(404, "is its definition installed?")]
    public async Task A_missing_right_or_definition_backs_off_to_the_cap_and_is_told_once(int code, string hint)
    {
        await using var rig = new InformerRig();
        rig.Start();
        var since = rig.Time.GetUtcNow();
        foreach (var pause in new[] { 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 15, 15, 15 })
        {
            (await rig.Source.NextListAsync()).Fail(InformerRig.Http(code));
            await rig.Time.PassAsync(TimeSpan.FromSeconds(pause));
        }

        var fault = rig.Informer.Degraded!;
        Assert.Contains($"widgets.example.dev: {code}", fault.Reason, StringComparison.Ordinal);
        Assert.Contains(hint, fault.Reason, StringComparison.Ordinal);
        Assert.Equal(since, fault.Since);
        Assert.Contains(hint, Assert.Single(rig.Log.Warnings), StringComparison.Ordinal);
        (await rig.Source.NextListAsync()).Reply("20");
        await rig.Source.NextWatchAsync();
        Assert.Null(rig.Informer.Degraded);
        Assert.Contains(rig.Log.Lines, l => l.Text.Contains("has recovered", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_watch_that_is_refused_keeps_the_store_and_is_followed_by_a_list_which_tells_what_went_away(int code)
    {
        await using var rig = new InformerRig();
        var (a, b) = (Widget.Named("a", "1"), Widget.Named("b", "2"));
        (await rig.WatchAsync(a, b)).Fail(InformerRig.Http(code));
        foreach (var pause in new[] { 0.4, 0.8 })
        {
            await rig.Time.PassAsync(TimeSpan.FromSeconds(pause));
            Assert.Equal(2, rig.Informer.Store.List().Count);
            if (pause < 0.5) (await rig.Source.NextListAsync()).Fail(InformerRig.Http(code));
        }

        // The definition was deleted and installed again; somebody made b anew.
        var again = Widget.Named("b", "31", uid: "2");
        (await rig.Source.NextListAsync()).Reply("40", again);
        Assert.Equal((a, null), await rig.ChangeAsync());
        Assert.Equal((b, null), await rig.ChangeAsync());
        Assert.Equal((null, again), await rig.ChangeAsync());
        Assert.Equal("40", (await rig.Source.NextWatchAsync()).ResourceVersion);
        Assert.Single(rig.Log.Warnings);
    }

    [Fact]
    public async Task Where_lists_are_allowed_and_watches_are_not_it_is_told_once_and_tried_ever_more_slowly()
    {
        await using var rig = new InformerRig();
        var watch = await rig.WatchAsync();
        foreach (var pause in new[] { 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 15, 15 })
        {
            watch.Fail(InformerRig.Http(403));
            await rig.Time.PassAsync(TimeSpan.FromSeconds(pause));
            (await rig.Source.NextListAsync()).Reply("20");
            watch = await rig.Source.NextWatchAsync();
            Assert.NotNull(rig.Informer.ReadFault);
        }

        Assert.Contains("needs list/watch on widgets.example.dev", Assert.Single(rig.Log.Warnings), StringComparison.Ordinal);
        watch.Bookmark("21");
        watch.Added(Widget.Named("a", "22"));
        await rig.ChangeAsync();
        await Eventually.TrueAsync("it has recovered", () => Task.FromResult(rig.Informer.Degraded is null), ScriptedSource.Deadline);
    }

    [Fact]
    public async Task Versions_that_expire_again_and_again_are_listed_ever_more_slowly()
    {
        await using var rig = new InformerRig();
        var watch = await rig.WatchAsync();
        foreach (var pause in new[] { 0.4, 0.8, 1.6, 3.2 })
        {
            watch.Error(Expired);
            await rig.Time.PassAsync(TimeSpan.FromSeconds(pause));
            (await rig.Source.NextListAsync()).Reply("20");
            watch = await rig.Source.NextWatchAsync();
        }

        Assert.Equal((5, 5), (rig.Source.Lists, rig.Source.Watches));
    }

    [Fact]
    public async Task A_watch_that_ends_at_once_and_empty_counts_as_an_error()
    {
        await using var rig = new InformerRig();
        var watch = await rig.WatchAsync();
        foreach (var pause in new[] { 0.4, 0.8, 1.6 })
        {
            watch.End();
            await rig.Time.PassAsync(TimeSpan.FromSeconds(pause));
            watch = await rig.Source.NextWatchAsync();
        }

        Assert.NotNull(rig.Informer.Degraded);
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        watch.End();
        await rig.Time.PassAsync(InformerRig.ReopenPause);
        Assert.Equal("10", (await rig.Source.NextWatchAsync()).ResourceVersion);
        Assert.Null(rig.Informer.Degraded);
    }

    [Fact]
    public async Task The_back_off_starts_small_again_after_two_minutes_without_an_error()
    {
        await using var rig = new InformerRig();
        var watch = await rig.WatchAsync();
        foreach (var pause in new[] { 0.4, 0.8, 1.6 })
        {
            watch.Fail(InformerRig.Unreachable());
            await rig.Time.PassAsync(TimeSpan.FromSeconds(pause));
            watch = await rig.Source.NextWatchAsync();
        }

        rig.Time.Advance(TimeSpan.FromMinutes(2));
        watch.Fail(InformerRig.Unreachable());
        await rig.Time.PassAsync(InformerRig.FirstBackoff);
        await rig.Source.NextWatchAsync();
    }

    [Fact]
    public async Task A_watch_that_fell_silent_after_a_bookmark_is_opened_again_after_three_minutes()
    {
        await using var rig = new InformerRig();
        var watch = await rig.WatchAsync();
        watch.Bookmark("11");
        await rig.Time.WaitBegunAsync(TimeSpan.FromSeconds(180));
        rig.Time.Advance(TimeSpan.FromSeconds(100));
        watch.Added(Widget.Named("a", "12"));
        await rig.ChangeAsync();
        rig.Time.Advance(TimeSpan.FromSeconds(179));
        Assert.False(watch.Token.IsCancellationRequested);
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(watch.Token.IsCancellationRequested);
        await rig.Time.PassAsync(InformerRig.ReopenPause);
        Assert.Equal("12", (await rig.Source.NextWatchAsync()).ResourceVersion);
        Assert.Null(rig.Informer.Degraded);
    }

    [Fact]
    public async Task A_watch_without_bookmarks_is_opened_again_five_seconds_after_its_end_was_due()
    {
        await using var rig = new InformerRig();
        var watch = await rig.WatchAsync();
        await rig.Time.PassAsync(watch.Timeout + TimeSpan.FromSeconds(5));
        await rig.Time.PassAsync(InformerRig.ReopenPause);
        Assert.Equal("10", (await rig.Source.NextWatchAsync()).ResourceVersion);
    }

    [Fact]
    public async Task A_list_without_an_answer_is_given_up_after_a_minute()
    {
        await using var rig = new InformerRig();
        rig.Start();
        await rig.Source.NextListAsync();
        await rig.Time.PassAsync(TimeSpan.FromMinutes(1));
        await rig.Time.PassAsync(InformerRig.FirstBackoff);
        (await rig.Source.NextListAsync()).Reply("10");
        await rig.Source.NextWatchAsync();
    }

    [Fact]
    public async Task Whatever_the_source_throws_the_informer_goes_on()
    {
        await using var rig = new InformerRig();
        (await rig.WatchAsync()).Fail(new InvalidOperationException("a bug"));
        await rig.Time.PassAsync(InformerRig.FirstBackoff);
        Assert.Equal("10", (await rig.Source.NextWatchAsync()).ResourceVersion);
        Assert.Contains("a bug", Assert.Single(rig.Log.Warnings), StringComparison.Ordinal);
    }

    private static Status TooLarge() => new()
    {
        Code = 504,
        Reason = "Timeout",
        Details = new() { Causes = [new() { Reason = "ResourceVersionTooLarge", Message = "Too large resource version" }] },
    };
}
