namespace ModelMonitor.Decisions;

/// <summary>Every number that judging and deciding use, each with where it comes from. A user's plan holds the rest.</summary>
public static class Constants
{
    /// <summary>Time between two samples; operator-wide.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>Window that rates and quantiles are taken over; operator-wide, four intervals as Prometheus' rate needs.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    /// <summary>Samples of a whole window.</summary>
    public const int WindowSamples = 5;

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

    /// <summary>Share of judged intervals that may be bad where an indicator is not counted in requests and has no budget: one in twenty.</summary>
    public const double AllowedIntervals = 0.05;

    /// <summary>Share of the ready pods that must report before replicas may be removed or a capacity learned.</summary>
    public const double ShrinkCoverage = 0.9;

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

    /// <summary>
    /// How far, in standard deviations of its usual scatter, the newest interval must be above the window to be a step. By replay: at 5
    /// gusts of bursty traffic count (+1.5 % cost, +25 % changes of direction), at 8 a real step is still seen within two intervals, and
    /// without it bursts are missed.
    /// </summary>
    public const double StepSigmas = 8;

    /// <summary>
    /// Weight of the mean of <see cref="MeanTime"/> in the demand: jitter around it reverts. By replay 0.3 takes a quarter of all changes of
    /// direction away and costs nothing; more is late on ramps.
    /// </summary>
    public const double MeanWeight = 0.3;

    /// <summary>Time of the mean that jitter reverts to; the replay is flat from 10 to 30 minutes.</summary>
    public static readonly TimeSpan MeanTime = TimeSpan.FromMinutes(15);

    /// <summary>Time over which the load's restlessness is measured, against <see cref="DayTime"/>; flat from half an hour to two hours.</summary>
    public static readonly TimeSpan VolatilityTime = TimeSpan.FromHours(1);

    /// <summary>A day: what is usual.</summary>
    public static readonly TimeSpan DayTime = TimeSpan.FromDays(1);

    /// <summary>Power of the volatility in the headroom's exponent: 0 costs 1 % more by replay, 1 is as good.</summary>
    public const double VolatilityPower = 0.8;

    /// <summary>Slots in which the arrivals of one lead ago are kept.</summary>
    public const int PastSlots = 8;

    /// <summary>Headroom before anything was learned: by replay 1.3 to 1.5 are equal; less begins with a debt, more with waste.</summary>
    public const double StartHeadroom = 1.4;

    /// <summary>Least headroom: to plan for less than arrives only pays where the capacity model is wrong, and that is corrected instead.</summary>
    public const double LowestHeadroom = 0.9;

    /// <summary>Most headroom: what bursts beyond it cost is for the user's reserve to decide.</summary>
    public const double HighestHeadroom = 4;

    /// <summary>
    /// Gain of the headroom per lead of nothing but misses, in logarithms, once it has learned. By replay 0.01 to 0.05 are equal, 0.15 costs
    /// 1 %: a headroom that moves is dearer than one that stands.
    /// </summary>
    public const double HeadroomGain = 0.03;

    /// <summary>The same on the first day; it then falls as 1/t, so that a wrong start is unlearned within days.</summary>
    public const double FirstHeadroomGain = 0.1;

    /// <summary>Most that an interval weighs against a mean one of the day: as many times as busy peaks are above the mean.</summary>
    public const double HeaviestInterval = 4;

    /// <summary>Share of the allowed misses that is aimed at: 5 % are kept back for what nobody could foresee.</summary>
    public const double Aim = 0.95;

    /// <summary>Least that is aimed at while an overspent budget is won back.</summary>
    public const double LowestAim = 0.4;

    /// <summary>Time over which overspending is remembered and won back.</summary>
    public static readonly TimeSpan DebtTime = TimeSpan.FromDays(3);

    /// <summary>Time over which "far fewer misses than allowed" must hold before the capacity model is called too low.</summary>
    public static readonly TimeSpan LatelyTime = TimeSpan.FromHours(6);

    /// <summary>
    /// Extra headroom per share of misses of the last window, in logarithms: half a window of misses adds a fifth. Bursts last for minutes,
    /// so misses of now announce more. By replay 0.2 to 0.6 are equal and 1 % cheaper than none.
    /// </summary>
    public const double MissGain = 0.4;

    /// <summary>Use of the ready pods' capacity under which misses without a queue are not for want of pods.</summary>
    public const double IneffectiveUse = 0.5;

    /// <summary>Share of a latency bound that the pod model plans with: what it predicts is a mean.</summary>
    public const double BoundShare = 0.9;

    /// <summary>
    /// Share of a pod's highest throughput to plan with. Waiting times grow without end towards 1; what is right is found by the headroom,
    /// this is only where it starts.
    /// </summary>
    public const double Utilisation = 0.8;

    /// <summary>Time over which samples of the inter-token time count for the line: a day has quiet hours and busy ones.</summary>
    public static readonly TimeSpan FitTime = TimeSpan.FromDays(1);

    /// <summary>Fewest samples of a line: half an hour.</summary>
    public const double FitSamples = 120;

    /// <summary>Least standard deviation of the running requests of a line, as a share of their mean: a cloud has no slope.</summary>
    public const double FitSpread = 0.3;

    /// <summary>Time over which the mean answer length is taken.</summary>
    public static readonly TimeSpan TokensTime = TimeSpan.FromHours(1);

    /// <summary>Share of the way that a pod's capacity goes to a new estimate in one interval: it is a slow thing, and the estimate a noisy one.</summary>
    public const double PodRateGain = 0.05;

    /// <summary>Time from a change of the load to the order it causes: two intervals.</summary>
    public static readonly TimeSpan ReactionTime = Interval * 2;

    /// <summary>Cold start before one was seen: a mid-sized model from a local disk.</summary>
    public static readonly TimeSpan UsualStart = TimeSpan.FromSeconds(120);

    /// <summary>A start that took longer is none: the pod was held by something else.</summary>
    public static readonly TimeSpan LongestStart = TimeSpan.FromHours(1);

    /// <summary>Starts that the cold start is taken from.</summary>
    public const int MaxStarts = 20;

    /// <summary>Time on top of a cold start in which a backlog is to be worked off. It only matters after an overload.</summary>
    public static readonly TimeSpan DrainSlack = TimeSpan.FromSeconds(60);

    /// <summary>Shortest time that a surplus must hold before replicas are removed, in leads.</summary>
    public const double HoldLeads = 1.5;

    /// <summary>Least surplus, as a share of the replicas, that is worth a change: HorizontalPodAutoscaler's tolerance.</summary>
    public const double WorthShrinking = 0.1;

    /// <summary>
    /// Least share of an error budget that must be left for a try with fewer pods; one that fails costs a few minutes of it. Chosen: in the
    /// replay of constant loads the tries cost so little that any share from 0 to 0.9 gives the same.
    /// </summary>
    public const double TrialBudget = 0.5;

    /// <summary>Shortest time that an ordered pod is given to become ready; three cold starts where that is longer.</summary>
    public static readonly TimeSpan ShortestDeadline = TimeSpan.FromMinutes(10);

    /// <summary>How long a number that a person set is not taken back.</summary>
    public static readonly TimeSpan ManualHold = TimeSpan.FromMinutes(10);

    /// <summary>A change that is undone within this time is a revert; later it is a person's.</summary>
    public static readonly TimeSpan RevertSpan = TimeSpan.FromSeconds(60);

    /// <summary>Time in which reverts are counted.</summary>
    public static readonly TimeSpan RevertTime = TimeSpan.FromMinutes(10);

    /// <summary>Reverts that make another controller.</summary>
    public const int RevertsToYield = 3;

    /// <summary>First pause after reverts or missing capacity; each further one is twice as long.</summary>
    public static readonly TimeSpan ShortestYield = TimeSpan.FromMinutes(10);

    /// <summary>Longest such pause.</summary>
    public static readonly TimeSpan LongestYield = TimeSpan.FromMinutes(60);

    /// <summary>Least idle time before a target goes to zero; three leads where that is longer.</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(15);

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

    /// <summary>Share of an error budget that is used within an hour when it burns fast; the SRE workbook's 2 %.</summary>
    public const double BurnShareOfHour = 0.02;

    /// <summary>Share of an error budget that is used within six hours when it burns fast; the SRE workbook's 5 %.</summary>
    public const double BurnShareOfSixHours = 0.05;

    /// <summary>Share of an error budget that is used within a day, or within three, when it burns slowly; the SRE workbook's 10 %.</summary>
    public const double BurnShareOfDays = 0.1;

    /// <summary>
    /// Least burn rate that counts as fast, for budgets of a week and less. Of a long window with <see cref="BudgetEvents"/> allowed bad
    /// events chance makes twice as many in one of 600.
    /// </summary>
    public const double LeastFastBurn = 2;

    /// <summary>
    /// Bad events that a window must allow before its burn rate counts: with ten expected, chance moves their number by a third. It asks
    /// for 1,000 events at a target of 99 %.
    /// </summary>
    public const double BudgetEvents = 10;

    /// <summary>Bad events in a short window before it counts as burning: two are chance.</summary>
    public const double BudgetBadEvents = 3;

    /// <summary>Share of a window that must be known before its burn rate counts: more is known than not.</summary>
    public const double BudgetCoverage = 0.5;

    /// <summary>
    /// Time that the short window must be under its factor before a budget no longer burns: three intervals, as states are left. Its own
    /// length would be too long: it is a mean over that length already.
    /// </summary>
    public static readonly TimeSpan BudgetCalm = Interval * 3;
}
