using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Leadership;

public sealed class TakeoverTests
{
    [Fact]
    public void A_killed_leader_is_followed_within_17_seconds() => World.Run(async world =>
    {
        var (a, b) = (await world.LeaderAsync("a"), world.Process("b"));
        b.Start();
        await world.PassAsync(30.7);
        a.Freeze();
        var took = await world.UntilAsync(() => b.Leads, 17.1);
        Assert.True(took > 13, $"took over after {took} s, while the lease was granted for 15");
        Assert.Equal(2, b.Elector.Term!.Number);
    });

    [Fact]
    public void A_leader_that_was_suspended_has_no_term_when_it_wakes() => World.Run(async world =>
    {
        var (a, b) = (await world.LeaderAsync("a"), world.Process("b"));
        b.Start();
        await world.PassAsync(7);
        a.Freeze();
        await world.PassAsync(30);
        Assert.True(b.Leads);
        var writes = world.Api.Writes.Count(w => w.By == "a");
        a.Thaw();
        Assert.Null(a.Elector.Term);
        Assert.Throws<LeadershipLostException>(() => a.Fence.Pass());
        await Assert.ThrowsAsync<LeadershipLostException>(() => a.Run);
        Assert.Equal(writes, world.Api.Writes.Count(w => w.By == "a"));
    });

    [Fact]
    public void A_leader_that_wakes_too_late_does_not_write_the_lease_even_when_nobody_has_taken_it() => World.Run(async world =>
    {
        var a = await world.LeaderAsync("a");
        await world.PassAsync(7);
        a.Freeze();
        await world.PassAsync(30);
        var sent = world.Api.Sent.Count;
        a.Thaw();
        await Assert.ThrowsAsync<LeadershipLostException>(() => a.Run);
        Assert.Equal(sent, world.Api.Sent.Count);
    });

    [Fact]
    public void An_answer_found_on_waking_after_the_deadline_revives_nothing() => World.Run(async world =>
    {
        var a = await world.LeaderAsync("a");
        world.Api.Fates = (_, _) => new(Way: TimeSpan.FromSeconds(1));
        await world.PassAsync(2.5); // the renewal is on its way
        a.Freeze();
        await world.PassAsync(8.5);
        Assert.False(a.Leads);
        var revived = false;
        world.Check = () => revived |= a.Leads;
        a.Thaw();
        await Assert.ThrowsAsync<LeadershipLostException>(() => a.Run);
        Assert.False(revived);
    });

    [Fact]
    public void A_short_sleep_loses_nothing() => World.Run(async world =>
    {
        var (a, b) = (await world.LeaderAsync("a"), world.Process("b"));
        b.Start();
        await world.PassAsync(6.1);
        a.Freeze();
        await world.PassAsync(6);
        a.Thaw();
        await world.PassAsync(60);
        Assert.True(a.Leads);
        Assert.Equal(1, a.Elector.Term!.Number);
    });

    [Fact]
    public void The_last_write_of_a_leader_cut_off_is_given_up_before_another_may_lead() => World.Run(async world =>
    {
        var (a, b) = (await world.LeaderAsync("a"), world.Process("b"));
        b.Start();
        await world.PassAsync(20);
        world.Api.Fates = (by, _) => new(Way: by == a ? TimeSpan.FromHours(1) : TimeSpan.Zero);
        var (lastStart, lastEnd) = (0.0, 0.0);
        var start = world.Time.GetTimestamp();
        while (!b.Leads)
        {
            try
            {
                var limit = a.Fence.Pass();
                lastStart = world.Time.GetElapsedTime(start).TotalSeconds;
                lastEnd = lastStart + limit.TotalSeconds;
            }
            catch (LeadershipLostException)
            {
            }

            await world.PassAsync(0.05);
        }

        var takeover = world.Time.GetElapsedTime(start).TotalSeconds;
        Assert.True(lastStart > 5, "the leader stopped acting long before its deadline");
        Assert.True(lastEnd < takeover - 0.9, $"a write may last until {lastEnd} s, another leads at {takeover} s");
    });

    [Theory]
    [InlineData(60)]
    [InlineData(-60)]
    [InlineData(10)]
    [InlineData(-10)]
    public void Wall_clocks_that_jump_change_nothing(int minutes) => World.Run(async world =>
    {
        // A leader that renews as rarely as it may: that is when a candidate that trusts the wall clock takes a live lease.
        var (a, b) = (
            await world.LeaderAsync("a", SimulatedProcess.Options("a") with { RetryPeriod = TimeSpan.FromSeconds(8) }), world.Process("b"));
        b.Start();
        foreach (var process in new[] { a, b, a, b })
        {
            await world.PassAsync(20);
            process.Skew += TimeSpan.FromMinutes(minutes);
        }

        var late = world.Process("late");
        late.Skew = TimeSpan.FromMinutes(-minutes);
        late.Start();
        await world.PassAsync(60);
        Assert.True(a.Leads && !a.Run.IsCompleted);
        Assert.Equal(1, a.Elector.Term!.Number);
        a.Freeze();
        await world.UntilAsync(() => b.Leads || late.Leads, 17.1);
    });

    [Fact]
    public void A_leader_gives_way_to_whoever_holds_the_lease() => World.Run(async world =>
    {
        var (a, b) = (await world.LeaderAsync("a"), world.Process("b"));
        b.Start();
        await world.PassAsync(5);
        world.Api.Edit(s => s with { HolderIdentity = "nobody" });
        await world.UntilAsync(() => !a.Leads, 2.1);
        var lost = await Assert.ThrowsAsync<LeadershipLostException>(() => a.Run);
        Assert.Contains("nobody holds the lease", lost.Message, StringComparison.Ordinal);
        await world.UntilAsync(() => b.Leads, 17.1);
        Assert.Equal(2, b.Elector.Term!.Number);
    });

    [Theory]
    [InlineData("empty")]
    [InlineData("null")]
    [InlineData("no spec")]
    [InlineData("deleted")]
    public void A_lease_emptied_by_hand_stays_with_its_leader(string how) => World.Run(async world =>
    {
        var (a, b) = (await world.LeaderAsync("a"), world.Process("b"));
        b.Start();
        await world.PassAsync(5.5);
        if (how == "deleted") world.Api.Delete();
        else world.Api.Edit(s => how == "no spec" ? null : s with { HolderIdentity = how == "empty" ? "" : null });
        // The follower looks first, every 50 ms: it may not take what the leader does not yet miss.
        var leads = true;
        world.Check = () => leads &= a.Leads;
        await world.PassAsync(30);
        Assert.True(leads && !b.Leads);
        Assert.Equal("a", world.Api.Spec.HolderIdentity);
        Assert.Equal(2, a.Elector.Term!.Number);
    });

    [Theory]
    [InlineData("empty")]
    [InlineData("deleted")]
    public void A_lease_emptied_by_hand_after_its_leader_died_is_taken_when_it_would_have_expired(string how) => World.Run(async world =>
    {
        var (a, b) = (await world.LeaderAsync("a"), world.Process("b"));
        b.Start();
        await world.PassAsync(5.5);
        a.Freeze();
        if (how == "deleted") world.Api.Delete();
        else world.Api.Edit(s => s with { HolderIdentity = "" });
        await world.UntilAsync(() => b.Leads, 17.1);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(int.MaxValue)]
    [InlineData(null)]
    public void A_duration_edited_by_hand_is_put_right(int? seconds) => World.Run(async world =>
    {
        var (a, b) = (await world.LeaderAsync("a"), world.Process("b"));
        b.Start();
        await world.PassAsync(5);
        world.Api.Edit(s => s with { LeaseDurationSeconds = seconds });
        await world.PassAsync(3);
        Assert.Equal(15, world.Api.Spec.LeaseDurationSeconds);
        Assert.True(a.Leads);
        a.Freeze();
        await world.UntilAsync(() => b.Leads, 17.1);
    });

    [Fact]
    public void Terms_rise_even_when_the_lease_is_deleted() => World.Run(async world =>
    {
        world.StoredTerm = 41;
        var a = await world.LeaderAsync("a");
        Assert.Equal(42, a.Elector.Term!.Number);
        world.StoredTerm = 42;
        a.Stop();
        await a.Run;
        await a.ReleaseAsync();
        world.Api.Delete();
        var b = await world.LeaderAsync("b");
        Assert.Equal((43, 43), (b.Elector.Term!.Number, world.Api.Spec.LeaseTransitions!.Value));
    });

    [Fact]
    public void A_restored_object_with_a_higher_term_raises_ours() => World.Run(async world =>
    {
        var a = await world.LeaderAsync("a");
        world.StoredTerm = 1; // our own
        await world.PassAsync(5);
        Assert.Equal(1, a.Elector.Term!.Number);
        world.StoredTerm = 70;
        await world.UntilAsync(() => a.Elector.Term!.Number != 1, 2.1);
        Assert.Equal((71, 71), (a.Elector.Term!.Number, world.Api.Spec.LeaseTransitions!.Value));
        await world.PassAsync(10);
        Assert.Equal(71, a.Elector.Term!.Number);
    });

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(long.MaxValue)]
    public void A_forged_term_does_not_stop_the_election(long forged) => World.Run(async world =>
    {
        world.StoredTerm = forged;
        var a = await world.LeaderAsync("a");
        await world.PassAsync(30);
        Assert.Equal(int.MaxValue, a.Elector.Term!.Number);
    });
}
