namespace ModelMonitor.Actions;

/// <summary>What became of an eviction, in one word and in the server's.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Message">The server's words; null when it went as asked.</param>
public sealed record EvictionResult(EvictionOutcome Outcome, string? Message = null);
