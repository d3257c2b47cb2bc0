using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Leadership;

public sealed class AcquireTests
{
    [Fact]
    public void A_missing_lease_is_created() => World.Run(async world =>
    {
        var a = world.Process("a");
        var leads = a.Elector.WaitForLeadershipAsync(CancellationToken.None);
        Assert.Null(a.Elector.Term);
        a.Start();
        await leads;
        Assert.Equal(1, a.Elector.Term!.Number);
        Assert.Equal(TimeSpan.FromSeconds(10), a.Elector.Term.Remaining(a.Time));
        var now = new MicroTime(world.Time.GetUtcNow());
        Assert.Equal(
            new() { HolderIdentity = "a", LeaseDurationSeconds = 15, AcquireTime = now, RenewTime = now, LeaseTransitions = 1 },
            world.Api.Spec);
    });

    [Theory]
    [InlineData(500)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(0)] // connection refused, as a client might let it through
    public void A_follower_outlives_a_server_that_is_away(int code) => World.Run(async world =>
    {
        var a = world.Process("a");
        var refusal = code == 0 ? new HttpRequestException("refused") : (Exception)World.Http(code);
        world.Api.Fates = (_, _) => new(Refusal: refusal);
        a.Start();
        await world.PassAsync(300);
        Assert.False(a.Run.IsCompleted);
        Assert.True(world.Api.Sent.Count is >= 150 and < 200, $"{world.Api.Sent.Count} requests");
        world.Api.Fates = (_, _) => new();
        await world.UntilAsync(() => a.Leads, 2.1);
    });

    [Fact]
    public void A_follower_outlives_a_server_that_does_not_answer() => World.Run(async world =>
    {
        var a = world.Process("a");
        a.RequestTimeout = Timeout.InfiniteTimeSpan;
        world.Api.Fates = (_, _) => new(Way: TimeSpan.FromHours(1));
        a.Start();
        await world.PassAsync(60);
        world.Api.Fates = (_, _) => new();
        await world.UntilAsync(() => a.Leads, 12.1);
    });

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData(null, false)]
    public void A_lease_without_a_holder_is_taken_at_once(string? holder, bool spec) => World.Run(async world =>
    {
        world.Api.Edit(s => spec ? s with { HolderIdentity = holder, LeaseDurationSeconds = 15, LeaseTransitions = 4 } : null);
        await world.LeaderAsync("a");
        Assert.Equal([("a", "get"), ("a", "patch")], world.Api.Sent);
        Assert.Equal(spec ? 5 : 1, world.Api.Spec.LeaseTransitions);
    });

    [Theory]
    [InlineData(20, 20)]
    [InlineData(5, 5)]
    [InlineData(0, 15)]
    [InlineData(-1, 15)]
    [InlineData(null, 15)]
    [InlineData(40, 30)]
    [InlineData(int.MaxValue, 30)]
    public void A_dead_holder_is_waited_for_as_long_as_makes_sense(int? seconds, double wait) => World.Run(async world =>
    {
        // Times far in the past and in the future tell nothing.
        var old = new MicroTime(DateTimeOffset.UnixEpoch);
        world.Api.Edit(_ => new() { HolderIdentity = "dead", LeaseDurationSeconds = seconds, RenewTime = old, LeaseTransitions = 7 });
        var a = world.Process("a");
        a.Start();
        var took = await world.UntilAsync(() => a.Leads, wait + 1);
        Assert.InRange(took, wait, wait + 0.1);
        Assert.Equal(8, a.Elector.Term!.Number);
    });

    [Fact]
    public void Two_processes_of_one_host_are_two() => World.Run(async world =>
    {
        var first = new LeaderElectionOptions { Namespace = "mm" };
        var second = new LeaderElectionOptions { Namespace = "mm" };
        Assert.StartsWith(Environment.MachineName + "_", first.Identity, StringComparison.Ordinal);
        var (a, b) = (await world.LeaderAsync("a", first), world.Process("b", second));
        b.Start();
        await world.PassAsync(120);
        Assert.True(a.Leads && !b.Leads);
    });

    [Fact]
    public void Of_two_that_race_for_a_missing_lease_one_wins() => World.Run(async world =>
    {
        world.Api.Fates = (_, _) => new(Way: TimeSpan.FromMilliseconds(20));
        var (a, b) = (world.Process("a"), world.Process("b"));
        a.Start();
        b.Start();
        await world.PassAsync(5);
        Assert.True(a.Leads && !b.Leads);
        Assert.Equal(2, world.Api.Sent.Count(s => s.Verb == "create"));
        Assert.Empty(b.Log.Warnings);
    });

    [Theory]
    [InlineData("create")]
    [InlineData("patch")]
    public void A_lost_answer_to_the_winning_write_is_found_out_by_reading(string verb) => World.Run(async world =>
    {
        if (verb == "patch") world.Api.Edit(s => s);
        world.Api.Fates = (_, v) => new(Loss: v == verb ? World.Http(504) : null);
        var a = world.Process("a");
        a.Start();
        await world.PassAsync(1);
        Assert.False(a.Leads);
        world.Api.Fates = (_, _) => new();
        await world.UntilAsync(() => a.Leads, 2);
        Assert.Equal(["get", verb, "get", "patch"], world.Api.Sent.Select(s => s.Verb));
    });

    [Fact]
    public void A_missing_right_is_told_once_with_verb_and_resource() => World.Run(async world =>
    {
        var a = world.Process("a");
        world.Api.Fates = (_, verb) => new(Refusal: verb == "create" ? World.Http(403) : null);
        a.Start();
        await world.PassAsync(60);
        Assert.Contains(
            "the right to create leases.coordination.k8s.io mm/modelmonitor-operator is missing", Assert.Single(a.Log.Warnings),
            StringComparison.Ordinal);
        world.Api.Fates = (_, verb) => new(Refusal: verb == "create" ? World.Http(404) : null);
        await world.PassAsync(60);
        Assert.Contains("does the namespace exist?", a.Log.Warnings.Last(), StringComparison.Ordinal);
        world.Api.Fates = (_, verb) => new(Refusal: verb == "get" ? World.Http(403) : null);
        await world.PassAsync(60);
        Assert.Contains("the right to get leases", a.Log.Warnings.Last(), StringComparison.Ordinal);
        Assert.Equal(3, a.Log.Warnings.Count());
        world.Api.Fates = (_, _) => new();
        await world.UntilAsync(() => a.Leads, 3);
        Assert.Single(a.Log.Lines, l => l.Text.Contains("recovered", StringComparison.Ordinal));
    });

    [Fact]
    public void A_follower_that_is_told_to_stop_ends() => World.Run(async world =>
    {
        await world.LeaderAsync("a");
        var b = world.Process("b");
        b.Start();
        await world.PassAsync(3);
        b.Stop();
        await b.Run;
        await b.ReleaseAsync();
        Assert.Equal("a", world.Api.Spec.HolderIdentity);
    });
}
