namespace ModelMonitor.Operator.Configuration;

/// <summary>How the pod webhook is reached. It adds exporters to pods as they are created; without it everything else works.</summary>
public sealed class WebhookConfiguration
{
    /// <summary>The Service's name where none is given.</summary>
    public const string DefaultService = "modelmonitor-webhook";

    /// <summary>The name of the Secret that the operator's role gives rights to.</summary>
    public const string DefaultSecret = "modelmonitor-webhook-ca";

    /// <summary>The name of the MutatingWebhookConfiguration that the operator's role gives rights to.</summary>
    public const string DefaultConfiguration = "modelmonitor-pods";

    /// <summary>Whether pods are changed at all.</summary>
    public bool Enabled { get; set; }

    /// <summary>Name of the Service in front of the operator's pods; the serving certificate is made out to it.</summary>
    public string Service { get; set; } = DefaultService;

    /// <summary>Name of the Secret with the self-made certificate authority, in the operator's namespace.</summary>
    public string Secret { get; set; } = DefaultSecret;

    /// <summary>Name of the MutatingWebhookConfiguration whose <c>caBundle</c> the leader keeps.</summary>
    public string Configuration { get; set; } = DefaultConfiguration;

    /// <summary>
    /// Folder with <c>tls.crt</c> and <c>tls.key</c> that somebody else keeps, cert-manager for example; then nothing is made here, and the
    /// <c>caBundle</c> is theirs to write. Left out: self-made.
    /// </summary>
    public string? CertificateFolder { get; set; }
}
