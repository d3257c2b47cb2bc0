namespace ModelMonitor.Simulation;

/// <summary>How large a request is.</summary>
/// <param name="Prompt">Tokens to read, 0 or more.</param>
/// <param name="Output">Tokens to write, 1 or more.</param>
public readonly record struct RequestSize(int Prompt, int Output);
