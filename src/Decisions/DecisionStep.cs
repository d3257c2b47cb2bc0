namespace ModelMonitor.Decisions;

/// <summary>What one step of the pipeline came to.</summary>
/// <param name="Name">The step's number by name, camelCase, from the list in docs/decisions.md.</param>
/// <param name="Value">The number, finite.</param>
public readonly record struct DecisionStep(string Name, double Value);
