namespace ModelMonitor.Tests.Kubernetes.Runtime;

/// <summary>Makes jitter a number that a test can reckon with.</summary>
internal sealed class FixedRandom(double value) : Random(0)
{
    public override double NextDouble() => value;
}
