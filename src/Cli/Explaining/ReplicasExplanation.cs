namespace ModelMonitor.Cli.Explaining;

/// <summary>A monitor's replicas.</summary>
internal sealed record ReplicasExplanation
{
    /// <summary>What the target asks for; null while nobody has looked.</summary>
    public int? Current { get; set; }

    /// <summary>Pods that are ready.</summary>
    public int? Ready { get; set; }

    /// <summary>What the operator wants; null when it does not scale.</summary>
    public int? Desired { get; set; }

    /// <summary>Fewest that the spec allows; null when it has no scaling.</summary>
    public int? Min { get; set; }

    /// <summary>Most that the spec allows; null when it has no scaling.</summary>
    public int? Max { get; set; }

    /// <summary>Requests per second that one pod is planned for; null while that is not known.</summary>
    public double? PodCapacity { get; set; }

    /// <summary>Capacity planned per unit of demand; null while that is not known.</summary>
    public double? Headroom { get; set; }
}
