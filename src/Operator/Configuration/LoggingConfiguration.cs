using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Operator.Configuration;

/// <summary>What is logged, and how (docs/logging.md).</summary>
public sealed class LoggingConfiguration
{
    /// <summary>Lines for a collector.</summary>
    public const string JsonFormat = "json";

    /// <summary>Lines for a terminal.</summary>
    public const string TextFormat = "text";

    /// <summary>Least severe level that is logged; what is not the operator's own code is logged from Warning on unless levels name it.</summary>
    [OneOf("Trace", "Debug", "Information", "Warning", "Error", "Critical", "None")]
    public string Level { get; set; } = "Information";

    /// <summary>Other levels for parts: a category, or the beginning of one up to a dot, for example <c>ModelMonitor.Kubernetes: Debug</c>. The longest counts.</summary>
    [OneOf("Trace", "Debug", "Information", "Warning", "Error", "Critical", "None")]
    public IDictionary<string, string> Levels { get; set; } = new Dictionary<string, string>();

    /// <summary>JSON lines in the field names of the Elastic Common Schema, or text for a terminal. A change needs a restart.</summary>
    [OneOf(JsonFormat, TextFormat)]
    public string Format { get; set; } = JsonFormat;
}
