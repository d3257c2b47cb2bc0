using Microsoft.Extensions.Logging;
using ModelMonitor.Kubernetes;

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

    /// <summary>Where API servers ask about pods when the configuration enables the webhook, <c>host:port</c> or <c>:port</c>.</summary>
    public string WebhookAddress { get; init; } = ":9443";

    /// <summary>Reconciles that may run at once, 1 to 64.</summary>
    public int Workers { get; init; } = 16;

    /// <summary>Whether several processes choose a leader; without, only one process may run.</summary>
    public bool LeaderElect { get; init; } = true;

    /// <summary>Namespace of the Lease, and of the webhook's Secret and Service; null for the operator's own, in a Pod, or the kubeconfig's.</summary>
    public string? LeaseNamespace { get; init; }

    /// <summary>Name of the Lease.</summary>
    public string LeaseName { get; init; } = LeaderElectionOptions.DefaultName;

    /// <summary>How long after its last renewal nobody else takes the Lease.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long after its last renewal the leader goes on acting.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest pause between two tries to take or renew the Lease.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary><c>json</c> or <c>text</c>; null for the configuration's.</summary>
    public string? LogFormat { get; init; }

    /// <summary>Least severe level that is logged, until the configuration's levels change; null for the configuration's.</summary>
    public LogLevel? LogLevel { get; init; }
}
