namespace ModelMonitor.Kubernetes;

/// <summary>Where bearer tokens come from.</summary>
/// <remarks>Guarantees: implementations are safe for concurrent use.</remarks>
public interface ITokenSource
{
    /// <summary>The token to send.</summary>
    /// <param name="refused">A token that the server has just answered with 401, or null. The source looks for another.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>A token; the refused one again when there is no other.</returns>
    /// <exception cref="ClientConfigException">There is no token.</exception>
    ValueTask<string> GetTokenAsync(string? refused, CancellationToken cancellationToken);
}
