namespace ModelMonitor.Simulation;

/// <summary>What a <see cref="FluidService"/> did in one second, summed over its ready pods.</summary>
internal struct FluidFlow
{
    /// <summary>Requests that had their first token.</summary>
    public double Judged;

    /// <summary>Those of them that had it too late.</summary>
    public double Bad;

    /// <summary>Requests that finished.</summary>
    public double Completed;

    /// <summary>Sequences in decoding, on average over the second.</summary>
    public double Decoding;

    /// <summary>Tokens that decoding gave; first tokens are not among them.</summary>
    public double Decoded;

    /// <summary>Requests with a sequence at its end, the ones in prefill included.</summary>
    public double Running;

    /// <summary>Requests in queues at its end.</summary>
    public double Waiting;
}
