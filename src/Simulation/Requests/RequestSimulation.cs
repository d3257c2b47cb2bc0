namespace ModelMonitor.Simulation;

/// <summary>
/// A service simulated request by request, in virtual time: arrivals, a router, pods that each are a <see cref="ServiceModel"/>,
/// starts and drains, faults, and a policy that is asked as it would be in a cluster. For up to a day of traffic.
/// </summary>
/// <remarks>
/// Guarantees: the same arguments give the same result, to the last digit.
/// Caveats: the router knows the requests of each pod at once; clients neither give up nor try again; nothing fails but what the
/// faults say. Every request must fit the cache of an empty pod (<see cref="ServiceModel.Fits"/>).
/// </remarks>
public static class RequestSimulation
{
    /// <summary>Simulates requests drawn from a trace, see <see cref="RequestArrivals.Renewal"/>.</summary>
    /// <param name="trace">Rates, variations, and times without metrics.</param>
    /// <param name="sizes">Where sizes are drawn from.</param>
    /// <param name="options">The service and the cluster.</param>
    /// <param name="policy">Who decides.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static SimulationResult Run(ArrivalTrace trace, RequestSizes sizes, SimulationOptions options, IScalingPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(options);
        var faults = new FaultPlan([.. options.Faults.Faults, .. Outages(trace)]);
        return Run(RequestArrivals.Renewal(trace, sizes, options.Seed), trace.Duration, options with { Faults = faults }, policy);
    }

    /// <summary>Simulates the requests that are given.</summary>
    /// <param name="arrivals">The requests, oldest first; those after the end do not come.</param>
    /// <param name="duration">How long, above 0.</param>
    /// <param name="options">The service and the cluster.</param>
    /// <param name="policy">Who decides.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">A request is older than the one before it, or does not fit a pod's cache.</exception>
    public static SimulationResult Run(
        IEnumerable<RequestArrival> arrivals, TimeSpan duration, SimulationOptions options, IScalingPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(arrivals);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(policy.Period, TimeSpan.Zero);
        options.Check();
        return new RequestRun(duration, options, policy).Run(arrivals);
    }

    private static IEnumerable<Fault> Outages(ArrivalTrace trace)
    {
        for (var from = 0; from < trace.Seconds; from++)
        {
            if (!trace.IsOutage(from)) continue;
            var to = from;
            while (to < trace.Seconds && trace.IsOutage(to)) to++;
            yield return new(FaultKind.MetricsOutage, TimeSpan.FromSeconds(from), TimeSpan.FromSeconds(to));
            from = to;
        }
    }
}
