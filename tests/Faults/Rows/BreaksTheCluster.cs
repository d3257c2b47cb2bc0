namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>The rows on the <see cref="BreakableCluster"/>; tests of one collection run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class BreaksTheCluster : ICollectionFixture<BreakableCluster>
{
    /// <summary>Its name.</summary>
    public const string Name = "breaks the cluster";
}
