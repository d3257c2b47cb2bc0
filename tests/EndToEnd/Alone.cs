namespace ModelMonitor.Tests.EndToEnd;

/// <summary>Tests that measure latency, stop Prometheus or kill the operator: nothing else may run beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
