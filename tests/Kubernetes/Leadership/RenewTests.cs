using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Leadership;

public sealed class RenewTests
{
    [Fact]
    public void A_leader_renews_with_one_request_per_period() => World.Run(async world =>
    {
        var a = await world.LeaderAsync("a");
        world.Api.Sent.Clear();
        await world.PassAsync(20.5);
        Assert.Equal(Enumerable.Repeat(("a", "patch"), 10), world.Api.Sent);
        Assert.Equal((1, 1), (a.Elector.Term!.Number, world.Api.Spec.LeaseTransitions!.Value));
        Assert.True(world.Api.Spec.AcquireTime!.Value.Value < world.Api.Spec.RenewTime!.Value.Value);
    });

    [Theory]
    [InlineData(500)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(409)]
    [InlineData(0)]
    public void Failures_shorter_than_the_deadline_do_not_lose_it(int code) => World.Run(async world =>
    {
        var a = await world.LeaderAsync("a");
        var refusal = code == 0 ? new HttpRequestException("reset") : (Exception)World.Http(code);
        world.Api.Fates = (_, _) => new(Refusal: refusal);
        await world.PassAsync(7.5);
        Assert.True(a.Leads);
        world.Api.Fates = (_, _) => new();
        await world.PassAsync(30);
        Assert.True(a.Leads && !a.Run.IsCompleted);
        Assert.Equal(1, a.Elector.Term!.Number);
    });

    [Theory]
    [InlineData(500)]
    [InlineData(403)]
    [InlineData(0)]
    public void Failures_beyond_the_deadline_lose_it(int code) => World.Run(async world =>
    {
        var a = await world.LeaderAsync("a");
        var refusal = code == 0 ? new HttpRequestException("reset") : (Exception)World.Http(code);
        world.Api.Fates = (_, _) => new(Refusal: refusal);
        var took = await world.UntilAsync(() => !a.Leads, 11);
        Assert.InRange(took, 9.9, 10.02);
        var lost = await Assert.ThrowsAsync<LeadershipLostException>(() => a.Run);
        Assert.Contains("not renewed within the deadline", lost.Message, StringComparison.Ordinal);
        Assert.True(a.Elector.Lost.IsCancellationRequested);
        world.Api.Fates = (_, _) => new();
        await world.PassAsync(60);
        Assert.False(a.Leads);
    });

    [Fact]
    public void A_term_counts_from_the_sending_of_its_renewal() => World.Run(async world =>
    {
        world.Api.Fates = (_, verb) => verb == "get" ? new() : new(Way: TimeSpan.FromSeconds(2), Back: TimeSpan.FromSeconds(2));
        var a = await world.LeaderAsync("a");
        Assert.InRange(a.Elector.Term!.Remaining(a.Time).TotalSeconds, 5.9, 6);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // the answer is even handed over after the deadline
    public void A_renewal_that_hangs_beyond_the_deadline_revives_nothing(bool deaf) => World.Run(async world =>
    {
        var a = await world.LeaderAsync("a");
        a.RequestTimeout = Timeout.InfiniteTimeSpan;
        world.Api.Fates = (_, verb) => new(Way: TimeSpan.FromSeconds(verb == "patch" ? 13 : 0));
        world.Api.Deaf = deaf;
        await world.UntilAsync(() => !a.Leads, 10.1);
        var revived = false;
        world.Check = () => revived |= a.Leads;
        await world.UntilAsync(() => world.Api.Writes.Count == 2, 20); // it arrives
        await world.PassAsync(60);
        Assert.False(revived);
        await Assert.ThrowsAsync<LeadershipLostException>(() => a.Run);
    });

    [Fact]
    public void A_hung_renewal_that_arrives_late_does_not_harm_the_successor() => World.Run(async world =>
    {
        var a = await world.LeaderAsync("a");
        world.Api.Fates = (by, verb) => by == a ? new(Way: TimeSpan.FromSeconds(40)) : new();
        var b = world.Process("b");
        b.Start();
        await world.UntilAsync(() => b.Leads, 20);
        await world.PassAsync(60);
        Assert.True(b.Leads);
        Assert.DoesNotContain(world.Api.Writes.Skip(1), w => w.By == "a");
    });

    [Fact]
    public void After_an_unknown_outcome_the_lease_is_read_before_it_is_written() => World.Run(async world =>
    {
        var a = await world.LeaderAsync("a");
        world.Api.Sent.Clear();
        world.Api.Fates = (_, _) => new(Loss: World.Http(504));
        await world.PassAsync(2.5);
        world.Api.Fates = (_, _) => new();
        await world.PassAsync(4);
        Assert.Equal(["patch", "get", "patch", "patch"], world.Api.Sent.Select(s => s.Verb));
        Assert.True(a.Leads);
    });

    [Fact]
    public void A_label_on_the_lease_costs_one_more_look() => World.Run(async world =>
    {
        var a = await world.LeaderAsync("a");
        world.Api.Sent.Clear();
        world.Api.Edit(s => s);
        await world.PassAsync(4.5);
        Assert.Equal(["patch", "get", "patch", "patch"], world.Api.Sent.Select(s => s.Verb));
        Assert.Equal(1, a.Elector.Term!.Number);
    });

    [Fact]
    public void A_stop_ends_renewing_and_a_release_the_term() => World.Run(async world =>
    {
        var a = await world.LeaderAsync("a");
        await Assert.ThrowsAsync<InvalidOperationException>(a.ReleaseAsync);
        var b = world.Process("b");
        b.Start();
        await world.PassAsync(5);
        a.Stop();
        await a.Run;
        await world.PassAsync(1);
        Assert.True(a.Leads); // for the last write of a worker
        await a.ReleaseAsync();
        Assert.False(a.Leads);
        Assert.Equal(("", 1, 1), (world.Api.Spec.HolderIdentity, world.Api.Spec.LeaseDurationSeconds, world.Api.Spec.LeaseTransitions));
        await world.UntilAsync(() => b.Leads, 2);
        Assert.Equal(2, b.Elector.Term!.Number);
        await a.ReleaseAsync();
        Assert.Equal("b", world.Api.Spec.HolderIdentity);
    });

    [Fact]
    public void A_renewal_still_on_its_way_does_not_undo_a_release() => World.Run(async world =>
    {
        var a = await world.LeaderAsync("a");
        var renewed = world.Api.Sent.Count;
        world.Api.Fates = (_, verb) => world.Api.Sent.Count == renewed + 1 ? new(Way: TimeSpan.FromSeconds(0.5)) : new(Way: TimeSpan.FromSeconds(0.3));
        await world.UntilAsync(() => world.Api.Sent.Count > renewed, 3);
        await world.PassAsync(0.01);
        a.Stop();
        await a.Run;
        await a.ReleaseAsync();
        Assert.Equal("", world.Api.Spec.HolderIdentity);
        Assert.Equal(["create", "patch", "patch"], world.Api.Writes.Select(w => w.Verb)); // the renewal came between look and release
    });

    [Fact]
    public void A_release_that_fails_is_told_and_throws_nothing() => World.Run(async world =>
    {
        var a = await world.LeaderAsync("a");
        a.Stop();
        await a.Run;
        world.Api.Fates = (_, _) => new(Refusal: World.Http(500));
        await a.ReleaseAsync();
        Assert.False(a.Leads);
        Assert.Contains("Could not release", Assert.Single(a.Log.Warnings), StringComparison.Ordinal);
    });

    [Fact]
    public void Leadership_that_is_neither_renewed_nor_given_up_is_unhealthy() => World.Run(async world =>
    {
        var a = await world.LeaderAsync("a");
        await world.PassAsync(60);
        Assert.Null(a.Elector.Fault);
        world.Api.Fates = (_, _) => new(Refusal: World.Http(500));
        await Assert.ThrowsAsync<LeadershipLostException>(() => a.Run);
        await world.PassAsync(24);
        Assert.Null(a.Elector.Fault);
        await world.PassAsync(2);
        Assert.Contains("not given up", a.Elector.Fault, StringComparison.Ordinal);
        await a.ReleaseAsync();
        Assert.Null(a.Elector.Fault);
        var b = world.Process("b");
        b.Start();
        await world.PassAsync(120);
        Assert.Null(b.Elector.Fault);
    });

    [Fact]
    public void An_elector_runs_once() => World.Run(async world =>
    {
        var a = await world.LeaderAsync("a");
        await Assert.ThrowsAsync<InvalidOperationException>(() => a.Elector.RunAsync(CancellationToken.None));
    });
}
