using Microsoft.Extensions.Logging;

namespace ModelMonitor.Operator.Hosting;

/// <summary>What the command line says.</summary>
public sealed record OperatorOptions
{
    /// <summary>The configuration file with the metrics sources.</summary>
    public required string ConfigPath { get; init; }

    /// <summary>A kubeconfig file; null for <c>KUBECONFIG</c>, the pod's service account, or <c>~/.kube/config</c>.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Where <c>/metrics</c> is served, <c>host:port</c> or <c>:port</c>.</summary>
    public string MetricsAddress { get; init; } = ":8080";

    /// <summary>Where <c>/healthz</c> and <c>/readyz</c> are served, <c>host:port</c> or <c>:port</c>.</summary>
    public string HealthAddress { get; init; } = ":8081";

    /// <summary>Reconciles that may run at once, 1 to 64.</summary>
    public int Workers { get; init; } = 4;

    /// <summary>JSON lines, or text for a terminal.</summary>
    public bool JsonLogs { get; init; } = true;

    /// <summary>Least severe level that is logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;
}
