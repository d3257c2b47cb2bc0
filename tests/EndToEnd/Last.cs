using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(ModelMonitor.Tests.EndToEnd.Last))]

namespace ModelMonitor.Tests.EndToEnd;

/// <summary>Tests that look back on the whole run: after all others.</summary>
[CollectionDefinition(nameof(Last), DisableParallelization = true)]
public sealed class Last : ITestCollectionOrderer
{
    /// <inheritdoc />
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(c => c.TestCollectionDisplayName == nameof(Last))];
}
