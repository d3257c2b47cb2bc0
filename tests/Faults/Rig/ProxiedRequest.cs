namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>A request as the proxy received it.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path, without the query.</param>
/// <param name="Query">Query, with its question mark; empty when there is none.</param>
/// <param name="Body">Body; empty when there is none.</param>
public sealed record ProxiedRequest(string Method, string Path, string Query, ReadOnlyMemory<byte> Body)
{
    /// <summary>What it writes.</summary>
    public WriteKind Kind => Method is "GET" or "HEAD" or "OPTIONS" ? WriteKind.None
        : Path.EndsWith("/scale", StringComparison.Ordinal) ? WriteKind.Scale
        : Path.Contains("/modelmonitors/", StringComparison.Ordinal) ? WriteKind.Status
        : Path.Contains("/leases", StringComparison.Ordinal) ? WriteKind.Lease
        : Path.Contains("/events", StringComparison.Ordinal) ? WriteKind.Event
        : WriteKind.Other;

    /// <summary>Whether it opens a watch.</summary>
    public bool IsWatch => Method == "GET" && Query.Contains("watch=", StringComparison.Ordinal) && !Query.Contains("watch=false", StringComparison.Ordinal);

    /// <summary>Method and path, for messages.</summary>
    public override string ToString() => $"{Method} {Path}";
}
