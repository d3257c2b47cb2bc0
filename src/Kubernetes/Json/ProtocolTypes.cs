using System.Text.Json;

namespace ModelMonitor.Kubernetes;

/// <summary>One event of a watch as it travels.</summary>
internal sealed class WatchEnvelope
{
    public string? Type { get; set; }

    public JsonElement Object { get; set; }
}

/// <summary><c>autoscaling/v1.Scale</c>. The server leaves zeros out.</summary>
internal sealed class ScaleJson
{
    public ObjectMeta? Metadata { get; set; }

    public ScaleSpecJson? Spec { get; set; }

    public ScaleStatusJson? Status { get; set; }
}

internal sealed class ScaleSpecJson
{
    public int Replicas { get; set; }
}

internal sealed class ScaleStatusJson
{
    public int Replicas { get; set; }

    public string? Selector { get; set; }
}

/// <summary><c>v1.DeleteOptions</c>.</summary>
internal sealed class DeleteOptions
{
    public string ApiVersion { get; set; } = "v1";

    public string Kind { get; set; } = "DeleteOptions";

    public Preconditions? Preconditions { get; set; }
}

/// <summary><c>policy/v1.Eviction</c>, and <c>v1beta1</c>, which is the same.</summary>
internal sealed class EvictionJson
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "Eviction";

    public ObjectMeta? Metadata { get; set; }

    public DeleteOptions? DeleteOptions { get; set; }
}

/// <summary>What <c>/api/v1</c> and <c>/apis/group/version</c> answer.</summary>
internal sealed class ApiResourceList
{
    public IList<ApiResource>? Resources { get; set; }
}

internal sealed class ApiResource
{
    public string Name { get; set; } = "";

    public string Kind { get; set; } = "";

    /// <summary>Version of the kind where it is not the list's, as of a subresource's body.</summary>
    public string? Version { get; set; }

    public bool Namespaced { get; set; }
}

/// <summary>A list of any objects, of which nothing but their fields' managers is read.</summary>
internal sealed class ManagedObjectList
{
    public IList<ManagedObject>? Items { get; set; }
}

internal sealed class ManagedObject
{
    public ManagedMetadata? Metadata { get; set; }
}

internal sealed class ManagedMetadata
{
    public IList<FieldsManager>? ManagedFields { get; set; }
}

/// <summary>What <c>/version</c> answers.</summary>
internal sealed class VersionInfo
{
    public string? GitVersion { get; set; }
}

/// <summary>What an exec program prints.</summary>
internal sealed class ExecCredentialJson
{
    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }

    public ExecCredentialStatus? Status { get; set; }
}

internal sealed class ExecCredentialStatus
{
    public DateTimeOffset? ExpirationTimestamp { get; set; }

    public string? Token { get; set; }

    public string? ClientCertificateData { get; set; }

    public string? ClientKeyData { get; set; }
}
