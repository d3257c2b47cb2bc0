namespace ModelMonitor.Kubernetes;

/// <summary>The part of an operator that a right is for; without that part nobody needs the right.</summary>
public enum RbacPart
{
    /// <summary>What is always there.</summary>
    Core,

    /// <summary>The admission webhook: its registration and its certificate.</summary>
    Webhook,

    /// <summary>The question who may read the metrics endpoint.</summary>
    SecureMetrics,

    /// <summary>To act as a service account of the namespace that is acted in.</summary>
    Impersonation,
}
