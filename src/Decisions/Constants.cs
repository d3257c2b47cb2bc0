namespace ModelMonitor.Decisions;

/// <summary>Every number that judging and deciding use, each with where it comes from. A user's plan holds the rest.</summary>
public static class Constants
{
    /// <summary>Time between two samples; operator-wide.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>Window that rates and quantiles are taken over; operator-wide, four intervals as Prometheus' rate needs.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    /// <summary>A sample older than this is not known any more: three missed intervals, and no less than a minute.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(60);

    /// <summary>A sample further in the future than this is not believed: two machines' clocks seldom differ by more.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>
    /// An objective that cannot be judged keeps its state for one interval. Two thirds of one, so that the second unknown sample
    /// counts also when its timer fires a little early.
    /// </summary>
    public static readonly TimeSpan UnknownHold = Interval * (2.0 / 3);

    /// <summary>Intervals that a state looks back on; a state other than Met is left when all of them are good.</summary>
    public const int JudgedIntervals = 3;

    /// <summary>Intervals over the bound, of <see cref="JudgedIntervals"/>, that make a breach: one alone may be noise.</summary>
    public const int BreachedIntervals = 2;

    /// <summary>Share of the bound at which an objective is at risk, for two intervals in a row; Dynamo's planner uses the same share.</summary>
    public const double RiskShare = 0.8;

    /// <summary>Share of the ready pods that must report before replicas may be removed or a capacity learned.</summary>
    public const double ShrinkCoverage = 0.9;

    /// <summary>Share of a pod's capacity to plan with; what is left takes the bursts of the time that a new pod needs to start.</summary>
    public const double Utilisation = 0.8;

    /// <summary>
    /// Time in which a backlog is to be worked off: a cold start of two minutes and one more. Much shorter, and it orders pods that
    /// come when the backlog is gone.
    /// </summary>
    public static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(180);

    /// <summary>Newest samples that the growth of the load is taken over: two intervals.</summary>
    public const int GrowthSamples = 3;

    /// <summary>
    /// Most that is inferred from what is seen: demand at most this many times the requests present, replicas at most this many
    /// times those in use. HorizontalPodAutoscaler doubles at most, too.
    /// </summary>
    public const double MaxRatio = 2;

    /// <summary>A need that differs from the replicas by no more than this share is no reason to move; half of HorizontalPodAutoscaler's.</summary>
    public const double Tolerance = 0.05;

    /// <summary>Waiting requests per ready pod from which pods count as full; one is normal between two steps of a batch.</summary>
    public const double WaitingWhenFull = 1;

    /// <summary>Requests per ready pod under which one more pod cannot help: most pods have nothing to share.</summary>
    public const double IdleConcurrency = 0.5;

    /// <summary>Lowest capacity that is believed: a pod that serves one request at a time has nothing left to split.</summary>
    public const double LowestLimit = 1;

    /// <summary>Least share that one breach leaves of a pod's capacity, so that one odd sample does not order a whole cluster.</summary>
    public const double LimitCut = 0.5;

    /// <summary>
    /// Growth of a known limit in an hour of calm work near it: requests change, and a limit that is never tried is never corrected.
    /// Against the tests' queue under a daily wave, 2 % kept the objective in more than 99 % of the time, 5 % and 10 % did not.
    /// </summary>
    public const double LimitGrowthPerHour = 0.02;

    /// <summary>Shortest time that a surplus must hold before replicas are removed, whatever the plan says: three samples that agree.</summary>
    public static readonly TimeSpan ShortestDownWindow = Interval * 3;

    /// <summary>Most samples of the load that are remembered.</summary>
    public const int MaxLoadSamples = 8;

    /// <summary>Most slots that the recommendations of a stabilisation window are kept in (30 s each at the longest window, 1 hour).</summary>
    public const int MaxSlots = 120;

    /// <summary>Changes older than this are forgotten: the longest period of a rate policy.</summary>
    public static readonly TimeSpan ChangesKeptFor = TimeSpan.FromMinutes(30);

    /// <summary>Most changes that are remembered: one an interval for as long as they count, and a few more.</summary>
    public const int MaxChanges = 128;

    /// <summary>Upper end of every measured number of requests, so that no sum of them overflows.</summary>
    public const double MostRequests = 1e9;

    /// <summary>Upper end of every computed time in service, in seconds: one day. It keeps 0 times infinity out of the arithmetic.</summary>
    public const double LongestService = 86_400;

    /// <summary>Upper end of every computed replica count, far above any cluster and far below an overflow.</summary>
    public const int MostReplicas = 1_000_000;
}
