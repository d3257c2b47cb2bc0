namespace ModelMonitor.Decisions;

/// <summary>One objective (SLO), in base units: seconds, shares, counts.</summary>
/// <param name="Name">Unique in the plan.</param>
/// <param name="Indicator">What is measured.</param>
/// <param name="Bound">The bound, finite and above 0.</param>
/// <param name="GoodIsBelow">True when good is below the bound, false when above.</param>
/// <param name="MayScale">Whether a breach may ask for replicas.</param>
public sealed record Objective(string Name, Indicator Indicator, double Bound, bool GoodIsBelow, bool MayScale);
