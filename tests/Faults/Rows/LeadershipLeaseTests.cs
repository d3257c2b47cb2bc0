using System.Net;
using ModelMonitor.Kubernetes;
using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>B4 to B9: what stands in the lease, who comes late to it, and clocks that jump. Virtual time has the rest of these rows.</summary>
public sealed class LeadershipLeaseTests(FaultFixture fixture)
{
    private static readonly TimeSpan OneLeader = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("""{}""", "1")]
    [InlineData("""{"holderIdentity":"dead","leaseDurationSeconds":2147483647,"leaseTransitions":40}""", "41")]
    public async Task Whatever_a_dead_process_left_in_the_lease_an_operator_leads(string spec, string term)
    {
        await using var stage = await fixture.StageAsync();
        stage.Arguments = LeadershipPair.Times;
        await stage.Cluster.Admin.SendRawAsync(
            HttpMethod.Post,
            $"/apis/coordination.k8s.io/v1/namespaces/{stage.Namespace}/leases",
            $$"""{"metadata":{"name":"{{LeadershipPair.KeyOf(stage).Name}}"},"spec":{{spec}} }""");
        await ScaleOut.StartAsync(stage);
        await ScaleOut.StepAsync(stage, 10, 2);
        await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.Equal(term, $"{(await LeadershipPair.LeaseAsync(stage)).Spec!.LeaseTransitions}");
    }

    [Fact]
    public async Task A_standby_that_began_without_an_API_server_takes_over_later()
    {
        await using var stage = await fixture.StageAsync();
        stage.Arguments = LeadershipPair.Times;
        var away = stage.Proxy.On(Requests.Any, Inject.DropRequest, count: int.MaxValue);
        stage.A.Start();
        await Eventually.TrueAsync("it tries and tries again", () => Task.FromResult(away.Hits > 5), Deadlines.Step);
        away.End();
        await ScaleOut.StartAsync(stage);

        // And one whose caches fill, and whose first looks at the lease fail.
        var standby = await stage.AddSecondAsync();
        var refused = standby.Proxy.On(Requests.Lease, Inject.DropRequest, count: int.MaxValue);
        standby.Start();
        await Eventually.TrueAsync("it looks and looks again", () => Task.FromResult(refused.Hits > 5), Deadlines.Step);
        refused.End();
        await LeadershipPair.StandsByAsync(stage, standby);
        await stage.A.Process.KillAsync();
        await ScaleOut.StepAsync(stage, 10, 2);
        await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
        Assert.NotEmpty(LeadershipPair.TermsOf(stage, standby));
    }

    [Fact]
    public async Task Clocks_that_jump_on_either_side_move_no_lease()
    {
        await using var stage = await fixture.StageAsync();
        stage.Arguments = LeadershipPair.Times;
        await ScaleOut.StartAsync(stage);
        var standby = await stage.AddSecondAsync();
        standby.Clock = stage.CreateClock("b");
        standby.Start();
        await LeadershipPair.StandsByAsync(stage, standby);
        var before = (await LeadershipPair.LeaseAsync(stage)).Spec!;
        foreach (var clock in new[] { stage.Clock, standby.Clock })
        {
            foreach (var minutes in new[] { 60, -60, 10, -10 })
            {
                clock.Set(TimeSpan.FromMinutes(minutes));
                await LeadershipPair.RenewsAsync(stage, stage.A, 4);
            }

            clock.Set(TimeSpan.Zero);
        }

        var after = (await LeadershipPair.LeaseAsync(stage)).Spec!;
        Assert.Equal((before.HolderIdentity, before.LeaseTransitions), (after.HolderIdentity, after.LeaseTransitions));
        Assert.Empty(LeadershipPair.WritesOf(stage, standby));
        await ScaleOut.StepAsync(stage, 10, 2);
        await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);
    }

    [Fact]
    public async Task A_lease_edited_by_hand_has_one_leader_again_within_seconds_and_its_term_rises()
    {
        await using var stage = await fixture.StageAsync();
        var standby = await LeadershipPair.StartAsync(stage);
        var leases = stage.Cluster.Admin.Resource<V1Lease>();
        (string Edit, bool Rises)[] edits =
        [
            ("""{"holderIdentity":""}""", true),
            ("""{"holderIdentity":null}""", true),
            ("""{"leaseDurationSeconds":2147483647}""", false),
            ("""{"leaseTransitions":null}""", false),
            ("null", true),
        ];
        foreach (var (edit, rises) in edits)
        {
            var term = await OneLeaderAsync(0);
            await leases.PatchAsync(LeadershipPair.KeyOf(stage), Patch.Merge($$"""{"spec":{{edit}} }"""));
            await OneLeaderAsync(term + (rises ? 1 : 0));
        }

        var last = await OneLeaderAsync(0);
        await leases.DeleteAsync(LeadershipPair.KeyOf(stage));
        await OneLeaderAsync(last + 1);
        // The server itself takes no such duration.
        var refused = await Assert.ThrowsAsync<KubernetesException>(
            () => leases.PatchAsync(LeadershipPair.KeyOf(stage), Patch.Merge("""{"spec":{"leaseDurationSeconds":0}}""")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);

        await ScaleOut.StepAsync(stage, 10, 2);
        await Oracles.CheckAllAsync(stage, ScaleOut.Bounds);

        async Task<long> OneLeaderAsync(long leastTerm)
        {
            await LeadershipPair.RenewsAsync(stage, stage.A, 1);
            await Eventually.TrueAsync(
                "exactly one leads",
                async () => await LeadsAsync(stage.A) + await LeadsAsync(standby) == 1
                    && (await LeadershipPair.LeaseAsync(stage)).Spec is { LeaseTransitions: { } number, LeaseDurationSeconds: { } lasts, HolderIdentity.Length: > 0 }
                    && number >= leastTerm && lasts == LeadershipPair.Times.LeaseDuration.TotalSeconds,
                OneLeader);
            return (await LeadershipPair.LeaseAsync(stage)).Spec!.LeaseTransitions!.Value;
        }
    }

    /// <summary>1 when an operator says that it leads, as its metrics tell.</summary>
    private static async Task<int> LeadsAsync(OperatorSeat seat)
    {
        using var http = new HttpClient();
        var metrics = await http.GetStringAsync(seat.Process.MetricsAddress);
        return metrics.Split('\n').Any(l => l.StartsWith("leader_election_master_status{", StringComparison.Ordinal) && l.EndsWith(" 1", StringComparison.Ordinal)) ? 1 : 0;
    }
}
