using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Monitoring;

/// <summary>An object of another program's type that is written here: its metadata, and its spec as it stands.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
internal interface IWrittenObject<TSelf> : IKubernetesObject<TSelf>
    where TSelf : class, IWrittenObject<TSelf>
{
    /// <summary>The spec; null when there is none.</summary>
    JsonObject? Spec { get; set; }
}
