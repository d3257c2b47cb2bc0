using System.CommandLine;
using System.Globalization;
using ModelMonitor.Cli.Backtest.Input;
using ModelMonitor.Cli.Backtest.Results;
using ModelMonitor.Decisions;
using ModelMonitor.Resources;
using ModelMonitor.Resources.Planning;

namespace ModelMonitor.Cli.Backtest.Running;

/// <summary>Finds out what the policies of a backtest have in common, and notes where each number is from.</summary>
/// <param name="options">The options.</param>
/// <param name="given">Their values.</param>
internal sealed class SetupReader(BacktestOptions options, ParseResult given)
{
    private const string LearnedFrom = "learned, from the monitor's status";

    // Two minutes: what the simulators take where nobody says, and a usual time to load the weights of a model.
    private static readonly TimeSpan ColdStart = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan LongestByRequests = TimeSpan.FromHours(24);

    // Some ten seconds for each policy; more requests make chance small, and the fluid simulation as good.
    private const double MostRequests = 1_000_000;

    /// <summary>The plan with what a simulation can judge: one objective on the time to the first token.</summary>
    /// <exception cref="InputException">The monitor never scales, or has no such objective.</exception>
    public static Plan PlanOf(V1Alpha1ModelMonitor monitor, string file, IList<string> notes)
    {
        var plan = PlanReader.PlanOf(monitor.Spec);
        if (plan.Scaling is not { } limits) throw new InputException(file, "spec.scaling: is missing, so that nothing is ever scaled; write maxReplicas");
        var objective = plan.Objectives.FirstOrDefault(o => o.Indicator == Indicator.TimeToFirstToken && o.MayScale) ?? throw new InputException(
            file, $"spec.objectives: none on {IndicatorNames.TimeToFirstToken} that may ask for replicas; it is the one indicator that is simulated: add one to this copy");
        var others = plan.Objectives.Where(o => o != objective).Select(o => o.Name).ToList();
        if (others.Count > 0) notes.Add($"Left out, as they are not simulated: {string.Join(", ", others)}.");
        if (monitor.Spec.Mode != MonitorMode.Enforce) notes.Add($"The mode is {monitor.Spec.Mode}; this is what Enforce would have done.");
        if (limits.MinReplicas == 0)
        {
            notes.Add("minReplicas 0 is simulated as 1: what waits at a gateway is not simulated.");
            limits = limits with { MinReplicas = 1 };
        }

        return new([objective], limits);
    }

    /// <summary>Everything that the policies have in common.</summary>
    /// <exception cref="InputException">An option or a number of the status cannot be used.</exception>
    public (BacktestSetup Setup, Assumptions Assumptions) Read(V1Alpha1ModelMonitor monitor, string file, Plan plan, LoadHistory history)
    {
        var tokens = ServedPod.TokensOf(history);
        var (rate, rateFrom) = PodRateOf(monitor, file);
        var served = ServedPod.Find(rate, tokens);
        var (coldStart, coldStartFrom) = ColdStartOf(monitor, file);
        var objective = plan.Objectives[0];
        var setup = new BacktestSetup(plan, objective, history, served, coldStart, given.GetValue(options.Seed), ByRequests(history));
        return (setup, new()
        {
            Objective = objective.Name,
            BoundSeconds = objective.Bound,
            Target = 1 - objective.Allowed,
            PodRate = served.Rate,
            PodRateFrom = rateFrom,
            ColdStartSeconds = coldStart.TotalSeconds,
            ColdStartFrom = coldStartFrom,
            InputTokens = served.Sizes.MeanPrompt,
            OutputTokens = served.Sizes.MeanOutput,
            TokensFrom = tokens is not null ? "from the load" : rate is null ? "built in" : "built in, to fit the pod's rate",
            Model = setup.ByRequests ? BacktestOptions.Requests : BacktestOptions.Fluid,
            Seed = setup.Seed,
        });
    }

    private (double? Rate, string From) PodRateOf(V1Alpha1ModelMonitor monitor, string file)
    {
        if (given.GetValue(options.PodRate) is { } rate) return (InRange(rate) ? rate : throw Fault("--pod-rate"), "--pod-rate");
        if (monitor.Status?.Learned?.PodCapacity is not { } text) return (null, "the built-in pod; give --pod-rate for yours");
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var learned) && InRange(learned)
            ? (learned, LearnedFrom)
            : throw Fault($"{file}: status.learned.podCapacity");

        static bool InRange(double number) => number is >= ServedPod.MinRate and <= ServedPod.MaxRate;
        static InputException Fault(string place) => new(place, Texts.Line($"must be a number from {ServedPod.MinRate} to {ServedPod.MaxRate}, requests per second"));
    }

    private (TimeSpan ColdStart, string From) ColdStartOf(V1Alpha1ModelMonitor monitor, string file)
    {
        var (text, place, from) = given.GetValue(options.ColdStart) is { } option
            ? (option, "--cold-start", "--cold-start")
            : (monitor.Status?.Learned?.ColdStart, $"{file}: status.learned.coldStart", LearnedFrom);
        if (text is null) return (ColdStart, "the default; give --cold-start for yours");
        return GoDuration.TryParse(text, out var time) && time >= TimeSpan.FromSeconds(1) && time <= TimeSpan.FromHours(1)
            ? (time, from)
            : throw new InputException(place, $"'{text}' is no duration from 1s to 1h, such as 90s");
    }

    private bool ByRequests(LoadHistory history)
    {
        var isShort = history.Length <= LongestByRequests;
        return given.GetValue(options.Model) switch
        {
            BacktestOptions.Fluid => false,
            BacktestOptions.Requests => isShort ? true : throw new InputException("--model", "requests are simulated one by one for up to 24 h; leave it out, or take a part of the load"),
            _ => isShort && history.Rates(TimeSpan.FromSeconds(1)).Sum() <= MostRequests,
        };
    }
}
