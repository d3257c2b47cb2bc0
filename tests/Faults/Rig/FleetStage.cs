namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>A cluster of its own for many monitors, one published operator, and a metrics source that finds every pod within its bound.</summary>
public sealed class FleetStage : IAsyncDisposable
{
    private const string Source = "fleet";
    private readonly FaultCluster _cluster;
    private readonly StandInPrometheus _prometheus;

    private FleetStage(FaultCluster cluster, Fleet fleet, FleetOperator subject, StandInPrometheus prometheus) =>
        (_cluster, Fleet, Operator, _prometheus) = (cluster, fleet, subject, prometheus);

    /// <summary>The monitors and their targets.</summary>
    public Fleet Fleet { get; }

    /// <summary>The operator.</summary>
    public FleetOperator Operator { get; }

    /// <summary>Starts everything but the operator.</summary>
    /// <param name="name">Part of the cluster's name.</param>
    /// <param name="namespaces">How many namespaces the monitors are spread over.</param>
    public static async Task<FleetStage> SetUpAsync(string name, int namespaces)
    {
        var cluster = await FaultCluster.UpAsync(name);
        try
        {
            FleetOperator? subject = null;
            var fleet = await Fleet.SetUpAsync(cluster, namespaces, async home => subject = await FleetOperator.CreateAsync(cluster, home));
            var prometheus = await StandInPrometheus.StartAsync(TimeProvider.System, fleet.Serving);
            prometheus.Service = _ => StandInService.Pod(4, 1);
            return new(cluster, fleet, subject!, prometheus);
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts an operator process.</summary>
    /// <param name="intervalSeconds">Seconds between two samples.</param>
    public OperatorProcess Start(int intervalSeconds) => Operator.Start(_prometheus.AddressFor(Source), intervalSeconds);

    /// <summary>Waits until so many monitors have been judged.</summary>
    /// <param name="tally">What the operator asked.</param>
    /// <param name="count">How many.</param>
    /// <param name="deadline">How long a failing test may take.</param>
    public static Task JudgedAsync(ApiTally tally, int count, TimeSpan deadline) =>
        Eventually.TrueAsync($"all {count} are judged", () => Task.FromResult(tally.FirstJudged().Count == count), deadline);

    /// <summary>Waits for rounds of questions that begin after this call.</summary>
    /// <param name="count">How many.</param>
    /// <param name="deadline">How long a failing test may take for each; more than the interval.</param>
    public async Task RoundsAsync(int count, TimeSpan deadline)
    {
        for (var i = 0; i < count; i++) await _prometheus.NextRoundAsync(Source, deadline);
    }

    public async ValueTask DisposeAsync()
    {
        await Operator.DisposeAsync();
        await _prometheus.DisposeAsync();
        await _cluster.DisposeAsync();
    }
}
