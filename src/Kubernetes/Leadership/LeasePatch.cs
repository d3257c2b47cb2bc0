namespace ModelMonitor.Kubernetes;

/// <summary>The merge patch that writes a Lease of one version; the server refuses it for any other.</summary>
internal sealed record LeasePatch(LeasePatchMetadata Metadata, V1LeaseSpec Spec);

/// <summary>The version that the patch is meant for.</summary>
internal sealed record LeasePatchMetadata(string ResourceVersion);
