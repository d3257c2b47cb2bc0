namespace ModelMonitor.Resources.Schema;

/// <summary>The only values that a string may have.</summary>
/// <param name="values">The values, in the order in which they are shown.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneOfAttribute(params string[] values) : Attribute
{
    /// <summary>The values, in the order in which they are shown.</summary>
    public IReadOnlyList<string> Values { get; } = values;
}
