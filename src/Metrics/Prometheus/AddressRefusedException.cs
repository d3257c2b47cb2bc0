namespace ModelMonitor.Metrics;

/// <summary>A host leads nowhere but to addresses that are never asked.</summary>
/// <param name="kind">What it leads to, in words.</param>
internal sealed class AddressRefusedException(string kind) : Exception($"its host leads to {kind}, which is not asked");
