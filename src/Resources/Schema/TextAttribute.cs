namespace ModelMonitor.Resources.Schema;

/// <summary>
/// The longest text that a string may hold; on a list or map, that each of its values may hold. Every string has one, because
/// the API server prices CEL rules by it.
/// </summary>
/// <param name="max">Characters (Unicode code points), above 0.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TextAttribute(int max) : Attribute
{
    /// <summary>Most characters (Unicode code points).</summary>
    public int Max { get; } = max;
}
