using ModelMonitor.Kubernetes;
using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>The scene of the leadership rows: operator A leads, operator B is a warm standby, and leases last seconds.</summary>
internal static class LeadershipPair
{
    /// <summary>What a busy machine may add to a time that the lease's settings promise.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromSeconds(8);

    /// <summary>How long a failing test waits for a process to end.</summary>
    public static readonly TimeSpan Ending = TimeSpan.FromSeconds(60);

    /// <summary>Times of the lease as short as a busy machine bears; what a write may take is 3 s.</summary>
    public static OperatorArguments Times { get; } = new()
    {
        LeaseDuration = TimeSpan.FromSeconds(12),
        RenewDeadline = TimeSpan.FromSeconds(9),
        RetryPeriod = TimeSpan.FromSeconds(0.5),
    };

    /// <summary>Sets the scene; the monitor is judged, under a load that one pod carries.</summary>
    /// <param name="stage">The stage.</param>
    /// <returns>The standby.</returns>
    public static async Task<OperatorSeat> StartAsync(FaultStage stage)
    {
        stage.Arguments = Times;
        await ScaleOut.StartAsync(stage);
        var standby = await stage.AddSecondAsync();
        standby.Start();
        await StandsByAsync(stage, standby);
        return standby;
    }

    /// <summary>Waits until an operator is ready, has looked at the lease, and has judged a few samples.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="standby">The operator.</param>
    public static async Task StandsByAsync(FaultStage stage, OperatorSeat standby)
    {
        using var http = new HttpClient();
        await Eventually.TrueAsync(
            "the standby is ready",
            async () => (await http.GetAsync(new Uri(standby.Process.ProbesAddress, "/readyz"))).IsSuccessStatusCode && standby.Proxy.Seen.Any(Requests.Lease),
            Deadlines.Step);
        await stage.RoundsAsync(4);
    }

    /// <summary>The Lease as it stands.</summary>
    /// <param name="stage">The stage.</param>
    public static Task<V1Lease> LeaseAsync(FaultStage stage) => stage.Cluster.Admin.Resource<V1Lease>().GetAsync(KeyOf(stage));

    /// <summary>The Lease's key.</summary>
    /// <param name="stage">The stage.</param>
    public static ObjectKey KeyOf(FaultStage stage) => new(stage.Namespace, "modelmonitor-operator");

    /// <summary>What an operator wrote so far, leases among it.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="seat">The operator.</param>
    public static IEnumerable<AuditEntry> WritesOf(FaultStage stage, OperatorSeat seat) =>
        stage.Audit.Where(e => e.IsWrite && e.User == seat.Identity.User);

    /// <summary>The renewals (and the taking) of the lease by an operator.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="seat">The operator.</param>
    public static IEnumerable<AuditEntry> TermsOf(FaultStage stage, OperatorSeat seat) => WritesOf(stage, seat)
        .Where(e => e is { Kind: WriteKind.Lease, Succeeded: true } && !string.IsNullOrEmpty(e.Response?["spec"]?["holderIdentity"]?.ToString()));

    /// <summary>Waits until an operator has written the lease so many times more.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="seat">The operator.</param>
    /// <param name="times">How many times.</param>
    public static Task RenewsAsync(FaultStage stage, OperatorSeat seat, int times)
    {
        var before = TermsOf(stage, seat).Count();
        return Eventually.TrueAsync(
            $"{seat.Identity.Name} renews {times} times", () => Task.FromResult(TermsOf(stage, seat).Count() >= before + times), Deadlines.Step);
    }

    /// <summary>The operator of A's place as the kubelet starts it anew after its end: it follows from now on.</summary>
    /// <param name="stage">The stage.</param>
    public static Task RestartAsync(FaultStage stage)
    {
        stage.A.Start();
        return StandsByAsync(stage, stage.A);
    }
}
