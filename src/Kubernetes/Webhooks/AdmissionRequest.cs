using System.Text.Json.Nodes;

namespace ModelMonitor.Kubernetes;

/// <summary>What an API server asks a webhook about (<c>admission.k8s.io/v1</c>, the part in use).</summary>
/// <param name="Uid">Names the request in the answer.</param>
/// <param name="Operation"><c>CREATE</c>, <c>UPDATE</c>, <c>DELETE</c> or <c>CONNECT</c>.</param>
/// <param name="Namespace">The object's namespace; empty for a cluster-scoped one.</param>
/// <param name="Name">Its name; empty while the server has not made it up from <c>generateName</c>.</param>
/// <param name="Object">The object as it would be stored, whole and untrusted; null on DELETE.</param>
/// <param name="IsDryRun">Whether nothing will be stored, so that nothing may be remembered of it.</param>
public sealed record AdmissionRequest(string Uid, string Operation, string Namespace, string Name, JsonObject? Object, bool IsDryRun);
