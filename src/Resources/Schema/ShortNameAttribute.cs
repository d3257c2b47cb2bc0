namespace ModelMonitor.Resources.Schema;

/// <summary>A short name of the kind, for <c>kubectl get</c>.</summary>
/// <param name="name">Lower-case, for example <c>mm</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ShortNameAttribute(string name) : Attribute
{
    /// <summary>The short name.</summary>
    public string Name { get; } = name;
}
