namespace ModelMonitor.Resources.Schema;

/// <summary>The property has to be given; its initial value in C# is no default.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RequiredAttribute : Attribute;
