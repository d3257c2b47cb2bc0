namespace ModelMonitor.Kubernetes;

/// <summary>One token that never changes.</summary>
/// <param name="token">The token; kept out of every text.</param>
public sealed class StaticTokenSource(string token) : ITokenSource
{
    /// <inheritdoc />
    public ValueTask<string> GetTokenAsync(string? refused, CancellationToken cancellationToken) => ValueTask.FromResult(token);
}
