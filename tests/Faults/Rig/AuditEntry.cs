using System.Text.Json.Nodes;

namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>One request as the API server's audit log tells it.</summary>
/// <param name="Received">When the API server received it, by its clock.</param>
/// <param name="Answered">When it was carried out and answered.</param>
/// <param name="User">Who asked.</param>
/// <param name="UserAgent">With which program.</param>
/// <param name="Verb">create, update, patch, delete, get, list or watch.</param>
/// <param name="Group">API group; empty for the core.</param>
/// <param name="Resource">Resource, for example <c>deployments</c>.</param>
/// <param name="Subresource">Subresource, for example <c>scale</c>; empty when there is none.</param>
/// <param name="Namespace">Namespace; empty when there is none.</param>
/// <param name="Name">Name; empty for a list.</param>
/// <param name="Code">HTTP status of the answer.</param>
/// <param name="Request">The request's body; null for reads.</param>
/// <param name="Response">The answer's body; null for reads.</param>
/// <param name="As">As whom; empty: as oneself.</param>
public sealed record AuditEntry(
    DateTimeOffset Received,
    DateTimeOffset Answered,
    string User,
    string UserAgent,
    string Verb,
    string Group,
    string Resource,
    string Subresource,
    string Namespace,
    string Name,
    int Code,
    JsonNode? Request = null,
    JsonNode? Response = null,
    string As = "")
{
    /// <summary>Whether it writes.</summary>
    public bool IsWrite => Verb is "create" or "update" or "patch" or "delete" or "deletecollection";

    /// <summary>Whether the server did what was asked.</summary>
    public bool Succeeded => Code is >= 200 and < 300;

    /// <summary>Whether its sender had given it up before it came: the proxy held it that long.</summary>
    public bool IsLate => UserAgent.EndsWith(Exchange.Late, StringComparison.Ordinal);

    /// <summary>What it writes.</summary>
    public WriteKind Kind => !IsWrite ? WriteKind.None
        : Subresource == "scale" ? WriteKind.Scale
        : Resource == "modelmonitors" && Verb is not ("delete" or "deletecollection") ? WriteKind.Status
        : Resource == "leases" ? WriteKind.Lease
        : Resource == "events" ? WriteKind.Event
        : WriteKind.Other;

    /// <summary>Whether it writes a workload or its scale, so that its answer shows the replicas.</summary>
    public bool IsWorkload => IsWrite && Resource is ("deployments" or "statefulsets");

    /// <summary>Replicas of the workload after a successful write; null for anything else.</summary>
    public int? ReplicasAfter => IsWorkload && Succeeded ? (int?)Response?["spec"]?["replicas"] : null;

    /// <summary>Replicas that a scale write asks for; null for any other.</summary>
    public int? RequestedReplicas => Kind == WriteKind.Scale ? (int?)Request?["spec"]?["replicas"] : null;

    /// <summary>The status that a write of a monitor left; null for any other. The answer to a deletion has a status of another kind.</summary>
    public JsonObject? MonitorStatus => Kind == WriteKind.Status && Verb is not ("delete" or "deletecollection") ? Response?["status"] as JsonObject : null;

    /// <summary>The newest decision in the status that a status write left; null when there is none.</summary>
    public JsonNode? NewestDecision => MonitorStatus?["decisions"]?.AsArray().FirstOrDefault();

    /// <summary>The leader term in the status that a status write left; null when there is none.</summary>
    public long? LeaderTerm => (long?)MonitorStatus?["leaderTerm"];

    /// <summary>The resourceVersion after a successful write.</summary>
    public string? ResourceVersion => Response?["metadata"]?["resourceVersion"]?.ToString();

    /// <summary>What happened, in one line.</summary>
    public override string ToString() =>
        $"{Received:HH:mm:ss.fff} {User} {Verb} {Resource}{(Subresource.Length > 0 ? "/" + Subresource : "")} {Name} {Code}"
        + (RequestedReplicas is { } replicas ? $" replicas={replicas}" : "")
        + (NewestDecision is { } d ? $" decision {d["id"]} {d["from"]}->{d["to"]} {d["outcome"]}" : "");
}
