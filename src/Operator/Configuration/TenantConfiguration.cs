using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Operator.Configuration;

/// <summary>Where the tenant of a query stands, and what it is. It is made of the monitor's namespace, never of its spec.</summary>
public sealed class TenantConfiguration
{
    /// <summary>The header that carries it; exactly one of header and parameter is set.</summary>
    public string? Header { get; set; }

    /// <summary>The query parameter that carries it.</summary>
    public string? Parameter { get; set; }

    /// <summary>Must be true: says in the file what happens, and leaves room for other ways.</summary>
    [Required]
    public bool FromNamespace { get; set; }

    /// <summary>Put before the namespace.</summary>
    public string Prefix { get; set; } = "";
}
