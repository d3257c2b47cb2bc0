using ModelMonitor.Decisions;

namespace ModelMonitor.Tests.Integration.Engines;

/// <summary>What a recording must give for an indicator.</summary>
/// <param name="Engine">Folder of the recording, and name of the preset.</param>
/// <param name="Version">Version of the recording, with the variation's name where it is one.</param>
/// <param name="Indicator">The indicator.</param>
/// <param name="Quantile">The quantile asked for; null: the mean, or no quantile applies.</param>
/// <param name="Value">The value computed by hand, or null where it must be unknown.</param>
/// <param name="Reason">Why it must be unknown, or null.</param>
/// <param name="Model">The model asked for, or null for all of them.</param>
/// <param name="Query">The query of <see cref="Indicator.Custom"/>, or null.</param>
internal sealed record Expectation(
    string Engine, string Version, Indicator Indicator, double? Quantile, double? Value, UnknownReason? Reason, string? Model = null, string? Query = null)
{
    /// <summary>How far the value may be off, relatively. The index of a drift is smoothed by half an event per bin, whatever the number of events.</summary>
    public double Tolerance => Indicator == Indicator.DriftPsi ? 1e-4 : 1e-6;

    public string Name => FormattableString.Invariant(
        $"{Engine} {Version}{(Model is null ? "" : $" ({Model})")}: {Indicator}{(Quantile is { } q ? $" p{q * 100:0.##}" : "")}");

    public override string ToString() => Name;
}
