namespace ModelMonitor.Decisions;

/// <summary>One measured input of a decision, as a person reads it.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Text">The value with its unit, and its age at the time of the decision.</param>
public readonly record struct DecisionInput(string Name, string Text);
