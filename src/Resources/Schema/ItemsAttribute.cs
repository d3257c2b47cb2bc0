namespace ModelMonitor.Resources.Schema;

/// <summary>The most items that a list, or entries that a map, may have. Every list and map has one.</summary>
/// <param name="max">Items or entries, above 0.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ItemsAttribute(int max) : Attribute
{
    /// <summary>Most items or entries.</summary>
    public int Max { get; } = max;

    /// <summary>The property that identifies an item (list type <c>map</c>), in JSON; null for a list that is replaced as a whole.</summary>
    public string? MapKey { get; set; }
}
