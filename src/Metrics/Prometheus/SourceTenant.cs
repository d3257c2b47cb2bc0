namespace ModelMonitor.Metrics;

/// <summary>
/// Tells a server of many tenants whose data a query is about: the namespace of the monitors that ask, never a word of theirs. A query
/// then speaks for one namespace only.
/// </summary>
/// <param name="Header">Header that carries the tenant, such as <c>X-Scope-OrgID</c>; exactly one of the two is set.</param>
/// <param name="Parameter">Query parameter that carries it, such as <c>namespace</c>.</param>
/// <param name="Prefix">Put before the namespace.</param>
public sealed record SourceTenant(string? Header, string? Parameter, string Prefix = "");
