namespace ModelMonitor.Resources.Schema;

/// <summary>A column of <c>kubectl get</c>, in the order of the attributes.</summary>
/// <param name="name">Heading; kubectl shows it in capitals.</param>
/// <param name="jsonPath">Where the value stands, for example <c>.spec.mode</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class PrinterColumnAttribute(string name, string jsonPath) : Attribute
{
    /// <summary>Heading.</summary>
    public string Name { get; } = name;

    /// <summary>Where the value stands.</summary>
    public string JsonPath { get; } = jsonPath;

    /// <summary><c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c> or <c>date</c>.</summary>
    public string Type { get; set; } = "string";

    /// <summary>Whether the column shows with <c>-o wide</c> only.</summary>
    public bool Wide { get; set; }
}
