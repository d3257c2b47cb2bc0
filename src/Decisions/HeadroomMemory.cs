namespace ModelMonitor.Decisions;

/// <summary>What is remembered of one scaling objective's headroom. A change of the objective itself starts it anew.</summary>
/// <param name="Objective">The objective.</param>
/// <param name="Value">Capacity planned per unit of demand.</param>
/// <param name="Correction">How many times more a pod carries than the capacity model says.</param>
/// <param name="PodRate">Requests per second that one pod carries by the model, smoothed; null while not known.</param>
/// <param name="At">The newest sample that was counted.</param>
/// <param name="Learned">Seconds that it has learned for.</param>
/// <param name="Bad">Bad events of the last days, fading.</param>
/// <param name="Total">All events of the last days, fading.</param>
/// <param name="Lately">Bad share of the last hours.</param>
/// <param name="Misses">Bad share of the newest window.</param>
internal sealed record HeadroomMemory(
    Objective Objective,
    double Value,
    double Correction,
    double? PodRate,
    DateTimeOffset At,
    double Learned,
    double Bad,
    double Total,
    double Lately,
    double Misses)
{
    public static HeadroomMemory Start(Objective objective, double value) =>
        new(objective, value, 1, null, default, 0, 0, 0, objective.Allowed, 0);
}
