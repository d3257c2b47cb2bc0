namespace ModelMonitor.Kubernetes;

/// <summary>What <see cref="RuntimeMetrics"/> reads off a queue at each scrape.</summary>
internal interface IWorkQueueGauges
{
    /// <summary>The queue's name.</summary>
    string Name { get; }

    /// <summary>Keys in line.</summary>
    int Depth { get; }

    /// <summary>How long the keys in processing have been there: all together, and the longest.</summary>
    (TimeSpan Total, TimeSpan Longest) Unfinished();
}
