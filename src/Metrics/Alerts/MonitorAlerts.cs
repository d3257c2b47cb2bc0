namespace ModelMonitor.Metrics;

/// <summary>
/// Alerts of one monitor that need nothing but its metrics source: they go on while the operator is away. docs/alerts.md lists them beside
/// those that are made of the operator's own metrics.
/// </summary>
public static class MonitorAlerts
{
    /// <summary>Both fast burn rates of a budget, or one of them.</summary>
    public const string SLOBurnFast = nameof(SLOBurnFast);

    /// <summary>A slow burn rate of a budget.</summary>
    public const string SLOBurnSlow = nameof(SLOBurnSlow);

    /// <summary>Nothing is known of the engine.</summary>
    public const string MetricsMissing = nameof(MetricsMissing);

    /// <summary>A pod works on requests and gets nothing done.</summary>
    public const string Stalled = nameof(Stalled);

    /// <summary>Every name.</summary>
    public static IReadOnlyList<string> Names { get; } = [SLOBurnFast, SLOBurnSlow, MetricsMissing, Stalled];

    /// <summary>Label with the monitor's name.</summary>
    public const string MonitorLabel = "modelmonitor";

    // A window of a burn rate is long enough to tell a spike from trouble: these only keep one odd evaluation from waking somebody.
    private static readonly TimeSpan ForFast = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ForSlow = TimeSpan.FromMinutes(15);

    /// <summary>
    /// How long nothing may be seen of the engine, and how long a pod with requests may get nothing done: as long as Prometheus itself
    /// takes an old sample for the present one (its look-back, 5 min), so that both mean the same everywhere.
    /// </summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(5);

    // One more scrape and evaluation than the silence itself.
    private static readonly TimeSpan ForMissing = TimeSpan.FromMinutes(2);

    /// <summary>The alerts of a monitor.</summary>
    /// <param name="preset">The monitor's engine.</param>
    /// <param name="question">The monitor.</param>
    /// <param name="burns">The burn rates that are recorded for it.</param>
    /// <param name="runbooks">Address of the folder of runbooks, without a slash at its end.</param>
    /// <returns>Alerts in the order of <see cref="Names"/>; none for what the engine does not show.</returns>
    internal static IReadOnlyList<AlertingRule> Of(EnginePreset preset, MonitorQuestion question, IReadOnlyList<BurnRates> burns, string runbooks)
    {
        var rules = new AlertTexts(question, runbooks);
        var engine = new EngineAlerts(preset, question);
        return
        [
            .. burns.SelectMany(b => Burn(rules, b, isFast: true)),
            .. burns.SelectMany(b => Burn(rules, b, isFast: false)),
            .. engine.Missing(Silence) is { } missing
                ? [rules.Page(MetricsMissing, missing, ForMissing, $"Nothing is known of {rules.Monitor}",
                    $"For five minutes no series of {preset.Title} was seen of the pods of {question.Target}: the server is down, nobody scrapes it, or it is another engine. Replicas are held meanwhile.")]
                : Array.Empty<AlertingRule>(),
            .. engine.Stalled(Silence) is { } stalled
                ? [rules.Page(Stalled, stalled, Silence, "Pod {{ $labels.pod }} of " + rules.Monitor + " is stalled",
                    "Pod {{ $labels.pod }} works on {{ $value }} requests; for five minutes and more it has neither generated a token nor ended a request.")]
                : Array.Empty<AlertingRule>(),
        ];
    }

    private static IEnumerable<AlertingRule> Burn(AlertTexts rules, BurnRates burns, bool isFast)
    {
        var (objective, budget) = (burns.Objective, burns.Budget);
        var pairs = burns.Pairs.Where(p => p.IsFast == isFast).ToList();
        if (pairs.Count == 0) yield break;
        var expr = $"max by (namespace,objective) (\n{string.Join("\n  or\n", pairs.Select(burns.Burning))}\n)";
        var share = FormattableString.Invariant($"{budget.Target * 100:0.####} % over {budget.Window.TotalDays:0} d");
        var limits = string.Join(" or ", pairs.Select(p => FormattableString.Invariant(
            $"{p.Factor(budget.Window):0.##} over {BurnRates.Duration(p.Long)} and {BurnRates.Duration(p.Short)}")));
        var text = $"Objective {objective.Name} of {rules.Monitor} uses its error budget ({share}) at " + "{{ $value | printf \"%.1f\" }}"
            + $" times the rate that it can bear; the limit is {limits}.";
        yield return isFast
            ? rules.Page(SLOBurnFast, expr, ForFast, $"The error budget of {objective.Name} of {rules.Monitor} burns fast", text, objective.Name)
            : rules.Ticket(SLOBurnSlow, expr, ForSlow, $"The error budget of {objective.Name} of {rules.Monitor} burns slowly", text, objective.Name);
    }
}
