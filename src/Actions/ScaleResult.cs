namespace ModelMonitor.Actions;

/// <summary>What became of a scale request, with a sentence on it.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Message">The server's words or ours; empty when applied at once.</param>
public sealed record ScaleResult(ScaleOutcome Outcome, string Message = "");
