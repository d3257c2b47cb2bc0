namespace ModelMonitor.Kubernetes;

/// <summary>Where <see cref="ClientConfig.Load"/> looks.</summary>
public sealed record ConfigLocations
{
    /// <summary>The files that <c>KUBECONFIG</c> lists, in order; empty when it is not set.</summary>
    public IReadOnlyList<string> KubeConfigFiles { get; init; } = [];

    /// <summary>Host of the API server as Pods see it, or null outside of one.</summary>
    public string? ServiceHost { get; init; }

    /// <summary>Port of the API server as Pods see it, or null outside of one.</summary>
    public string? ServicePort { get; init; }

    /// <summary>The folder of the Pod's service account.</summary>
    public string ServiceAccountFolder { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>The user's own kubeconfig.</summary>
    public string HomeKubeConfig { get; init; } = "";

    /// <summary>The locations that this process's environment names.</summary>
    public static ConfigLocations OfProcess() => new()
    {
        KubeConfigFiles = (Environment.GetEnvironmentVariable("KUBECONFIG") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        ServiceHost = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST"),
        ServicePort = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT"),
        HomeKubeConfig = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config"),
    };
}
