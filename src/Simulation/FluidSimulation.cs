namespace ModelMonitor.Simulation;

/// <summary>
/// A service under a policy as flows in steps of one second: 14 days take a fraction of a second, where <see cref="ServiceModel"/>
/// would need one event per request. Below saturation, what chance does to the time to the first token is read from a table that was
/// measured from <see cref="ServiceModel"/>; backlogs, full batches and bursts are simulated.
/// </summary>
/// <remarks>
/// Guarantees: deterministic, in virtual time: the same arguments give the same result to the bit. Safe from any number of threads,
/// with a policy for each. Assumptions: the router sends each request to the pod with the fewest; sizes do not depend on the load.
/// Caveats: pods are alike (a slow pod takes proportionally less); clients neither give up nor try again; no prefix cache.
/// </remarks>
public static class FluidSimulation
{
    /// <summary>Runs a policy over a trace.</summary>
    /// <param name="trace">The load.</param>
    /// <param name="sizes">The sizes of its requests.</param>
    /// <param name="options">The service, the cluster, the seed.</param>
    /// <param name="policy">Decides; new, and used for nothing else.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static SimulationResult Run(ArrivalTrace trace, RequestSizes sizes, SimulationOptions options, IScalingPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Run(new ArrivalCounts(trace, options.Seed), sizes, options, policy);
    }

    /// <summary>The same with arrivals that are drawn already, to be shared by many simulations.</summary>
    /// <param name="arrivals">The load.</param>
    /// <param name="sizes">The sizes of its requests.</param>
    /// <param name="options">The service, the cluster, the seed.</param>
    /// <param name="policy">Decides; new, and used for nothing else.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static SimulationResult Run(ArrivalCounts arrivals, RequestSizes sizes, SimulationOptions options, IScalingPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(arrivals);
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(policy);
        options.Check();
        var trace = arrivals.Trace;
        var period = Math.Max(1, (int)Math.Ceiling(policy.Period.TotalSeconds));
        var table = FirstTokenTable.Of(options.Pod, sizes, options.FirstTokenBound);
        var recorder = new FluidRecorder(table.Edges, table.Bound, trace.Seconds);
        var service = new FluidService(options, sizes, table, recorder, trace.Seconds);
        var scraper = new FluidScraper(options, sizes, recorder, TimeSpan.FromSeconds(period));
        var fleet = new Fleet(options);
        var timeline = new List<TimelinePoint>();
        long podSeconds = 0;
        for (var second = 0; second < trace.Seconds; second++)
        {
            Leave(fleet.Advance(second), second);
            var arriving = (double)arrivals.Rates[second];
            recorder.Arrive(second, arriving);
            var flow = service.Step(second, arriving, fleet.Ready, Strength(second));
            scraper.Count(second, flow, arrivals.Counts[second], arriving);
            podSeconds += fleet.All;

            var end = second + 1;
            if (end % scraper.Every == 0) scraper.Scrape(second, flow, fleet.Ready, trace.IsOutage(Math.Min(end, trace.Seconds - 1)));
            if (end % period == 0)
            {
                var now = TimeSpan.FromSeconds(end);
                Leave(fleet.Set(policy.Decide(scraper.See(now, fleet), now), end), end);
            }

            if (options.KeepTimeline && end % 60 == 0)
                timeline.Add(new(TimeSpan.FromSeconds(end - 60), recorder.Arrived(second / 60) / 60, fleet.Wanted, fleet.Ready, 0, recorder.RecentP95(second)));
        }

        foreach (var (second, requests) in service.Left())
            if (trace.Seconds - second > options.FirstTokenBound.TotalSeconds) recorder.AddBad(second, requests);
        recorder.Close();
        return new()
        {
            Policy = policy.Name,
            Duration = trace.Duration,
            Requests = recorder.Requests,
            BadRequests = recorder.BadRequests,
            ViolationMinutes = recorder.ViolationMinutes,
            FirstTokenP99 = recorder.FirstTokenP99,
            PodHours = podSeconds / 3600.0,
            Changes = fleet.Changes,
            DirectionChanges = fleet.DirectionChanges,
            // Requests of a minute may be judged in a later one.
            Timeline = [.. timeline.Select((point, minute) => point with { BadShare = recorder.BadShare(minute) })],
        };

        void Leave(int gone, int second)
        {
            if (gone > 0) fleet.Drain(gone, second + service.Leave(gone, fleet.Ready + gone));
        }

        double Strength(int second) => fleet.Ready > 0 && options.Faults.At(FaultKind.SlowPod, TimeSpan.FromSeconds(second)) is { } slow
            ? fleet.Ready - 1 + Math.Max(0.01, slow.Share)
            : fleet.Ready;
    }
}
