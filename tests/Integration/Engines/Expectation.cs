using ModelMonitor.Decisions;

namespace ModelMonitor.Tests.Integration.Engines;

/// <summary>What a recording must give for an indicator.</summary>
/// <param name="Engine">Folder of the recording, and name of the preset.</param>
/// <param name="Recording">Version of the recording, with the variation's name where it is one.</param>
/// <param name="Indicator">The indicator.</param>
/// <param name="Quantile">The quantile asked for; null: the mean, or no quantile applies.</param>
/// <param name="Value">The value computed by hand, or null where it must be unknown.</param>
/// <param name="Reason">Why it must be unknown, or null.</param>
/// <param name="Model">The model asked for, or null for all of them.</param>
internal sealed record Expectation(
    string Engine, string Recording, Indicator Indicator, double? Quantile, double? Value, UnknownReason? Reason, string? Model = null)
{
    public string Name => FormattableString.Invariant(
        $"{Engine} {Recording}{(Model is null ? "" : $" ({Model})")}: {Indicator}{(Quantile is { } q ? $" p{q * 100:0.##}" : "")}");

    public override string ToString() => Name;
}
