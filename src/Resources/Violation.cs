namespace ModelMonitor.Resources;

/// <summary>One mistake in a spec.</summary>
/// <param name="Field">The field as the API server names it, for example <c>spec.objectives[0].below</c>.</param>
/// <param name="Message">What is wrong and how to put it right, in the API server's words.</param>
public sealed record Violation(string Field, string Message)
{
    /// <inheritdoc />
    public override string ToString() => $"{Field}: {Message}";
}
