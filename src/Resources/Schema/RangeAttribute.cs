namespace ModelMonitor.Resources.Schema;

/// <summary>The values that an integer may have, both ends included.</summary>
/// <param name="min">Smallest.</param>
/// <param name="max">Largest; left out, the largest of the type.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RangeAttribute(int min, int max = int.MaxValue) : Attribute
{
    /// <summary>Smallest allowed value.</summary>
    public int Min { get; } = min;

    /// <summary>Largest allowed value; <see cref="int.MaxValue"/> stands for no limit but the type's.</summary>
    public int Max { get; } = max;
}
