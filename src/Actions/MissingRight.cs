namespace ModelMonitor.Actions;

/// <summary>Who lacks a right, said so that somebody can give it: the account, the right, and the command.</summary>
/// <param name="IsActors">Whether the namespace's actor account lacks it, which its team mends; else the operator's own does.</param>
/// <param name="Message">For people.</param>
public sealed record MissingRight(bool IsActors, string Message)
{
    /// <summary>Reads a refusal.</summary>
    /// <param name="actor">Name of the account that acts in the namespace; null where the operator acts as itself.</param>
    /// <param name="ns">The namespace that was acted in.</param>
    /// <param name="right">The right, for example <c>patch deployments/scale in API group 'apps'</c>.</param>
    /// <param name="words">The server's words.</param>
    public static MissingRight Of(string? actor, string ns, string right, string words)
    {
        if (actor is null) return new(false, $"the operator may not {right} in namespace {ns}: grant it, docs/rights.md; {words}");
        // The one is refused to us, the other to the account: only the words tell.
        return words.Contains("cannot impersonate", StringComparison.Ordinal)
            ? new(false, $"the operator may not act as service account {ns}/{actor}: grant it to impersonate serviceaccounts named {actor}, docs/rights.md; {words}")
            : new(true,
                $"service account {ns}/{actor}, as which the operator acts here, may not {right}. Whoever runs namespace {ns} grants it: "
                + $"kubectl -n {ns} create serviceaccount {actor}; "
                + $"kubectl -n {ns} create rolebinding {actor} --clusterrole={actor} --serviceaccount={ns}:{actor}");
    }
}
