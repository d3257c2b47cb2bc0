using System.Globalization;
using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>
/// An objective's burn rates as Prometheus records them of its recorded events, and what is made of them by the rules of <c>Budgets</c> in
/// Decisions: both windows of a pair over the factor and half known, enough events in the long one, three bad ones in the short one.
/// </summary>
internal sealed class BurnRates
{
    /// <summary>Name of the series, with the length of the window after it: bad share over allowed share, where half of the window is known.</summary>
    public const string Series = "objective:modelmonitor_burn_rate:ratio";

    private const string Matching = $"ignoring ({RecordingRules.ResultLabel})";

    private readonly RecordingRule _good;
    private readonly RecordingRule _total;

    private BurnRates(Objective objective, RecordingRule good, RecordingRule total) => (Objective, _good, _total) = (objective, good, total);

    /// <summary>The objective; it has a budget.</summary>
    public Objective Objective { get; }

    /// <summary>Its budget.</summary>
    public ErrorBudget Budget => Objective.Budget!;

    /// <summary>The pairs of windows that fit into the budget's.</summary>
    public IEnumerable<BurnWindows> Pairs => BurnWindows.All.Where(p => p.Long <= Budget.Window);

    /// <summary>The rules that record the burn rate of each window.</summary>
    public IEnumerable<RecordingRule> Rules => Pairs.SelectMany(p => new[] { p.Long, p.Short }).Distinct().Order().Select(length =>
        new RecordingRule(Series + Duration(length), Rate(length), OwnLabels().ToDictionary()));

    /// <summary>The burn rates of an objective; null where it has no budget, or its events are not recorded.</summary>
    public static BurnRates? Find(IReadOnlyList<RecordingRule> recorded, Objective objective)
    {
        if (objective.Budget is null) return null;
        var own = recorded.Where(r => r.Labels["objective"] == objective.Name).ToDictionary(r => r.Labels[RecordingRules.ResultLabel]);
        return own.Count == 2 ? new(objective, own[RecordingRules.Good], own[RecordingRules.Total]) : null;
    }

    /// <summary>A duration as PromQL and people write it, in the largest unit that leaves no rest.</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalDays: >= 1 } when time.TotalDays % 1 == 0 => Of(time.TotalDays, "d"),
        { TotalHours: >= 1 } when time.TotalHours % 1 == 0 => Of(time.TotalHours, "h"),
        { TotalMinutes: >= 1 } when time.TotalMinutes % 1 == 0 => Of(time.TotalMinutes, "m"),
        _ => Of(time.TotalMilliseconds, "ms"),
    };

    /// <summary>The burn rate over the long window of a pair, while both windows burn.</summary>
    public string Burning(BurnWindows pair)
    {
        var factor = Number(pair.Factor(Budget.Window));
        var (good, total) = (Selector(_good), Selector(_total));
        return $"""
              (
                {Recorded(pair.Long)} > {factor}
                and
                {Recorded(pair.Short)} > {factor}
                and {Matching}
                {Sum(total, pair.Long)} >= {Number(Constants.BudgetEvents / Objective.Allowed)}
                and {Matching}
                {Sum(total, pair.Short)} - {Matching} {Sum(good, pair.Short)} >= {Number(Constants.BudgetBadEvents)}
              )
            """;
    }

    private string Recorded(TimeSpan length) => $"{Series}{Duration(length)}{{{Matchers(OwnLabels())}}}";

    private IEnumerable<KeyValuePair<string, string>> OwnLabels() => _total.Labels.Where(l => l.Key != RecordingRules.ResultLabel);

    private string Rate(TimeSpan length)
    {
        var (good, total) = (Selector(_good), Selector(_total));
        var rate = $"(1 - {Samples(good, length)} / {Matching} {Samples(total, length)}) / {Number(Objective.Allowed)}";
        // A single sample is known, or there is no rate.
        return IsOneSample(length)
            ? rate
            : $"{rate}\nand {Matching}\ncount_over_time({total}[{Duration(length)}]) >= {Number(length / HistoryLimits.RuleInterval * Constants.BudgetCoverage)}";
    }

    /// <summary>Events of a window: each sample stands for a minute and is a rate per second; one alone is a rate over five minutes.</summary>
    private static string Sum(string selector, TimeSpan length) =>
        $"{Samples(selector, length)} * {Number((IsOneSample(length) ? length : HistoryLimits.RuleInterval).TotalSeconds)}";

    private static string Samples(string selector, TimeSpan length) => IsOneSample(length) ? selector : $"sum_over_time({selector}[{Duration(length)}])";

    private static bool IsOneSample(TimeSpan length) => length <= HistoryLimits.RuleWindow;

    private static string Selector(RecordingRule rule) => $"{rule.Record}{{{Matchers(rule.Labels)}}}";

    private static string Matchers(IEnumerable<KeyValuePair<string, string>> labels) => string.Join(',', labels.Select(l => $"{l.Key}={PromQl.Quote(l.Value)}"));

    private static string Of(double number, string unit) => number.ToString("0", CultureInfo.InvariantCulture) + unit;

    // 1 - 0.99 is not quite 0.01, which nobody wants to read.
    private static string Number(double value) => Math.Round(value, 9).ToString("R", CultureInfo.InvariantCulture);
}
