namespace ModelMonitor.Simulation;

/// <summary>
/// Hears what happens inside a <see cref="ServiceModel"/>, in the order of the model's clock. It is called from inside
/// <see cref="ServiceModel.Advance"/> and must not call the model back.
/// </summary>
public interface IServiceObserver
{
    /// <summary>A prefill has ended and gave the request's first token, at <see cref="ServiceRequest.FirstTokenAt"/>.</summary>
    /// <param name="request">The request.</param>
    void FirstToken(ServiceRequest request);

    /// <summary>Decoding gave tokens that follow earlier ones; the first token of a request is not among them.</summary>
    /// <param name="tokens">How many, over all sequences of the batch.</param>
    /// <param name="gap">Time since the token before, the same for each of them.</param>
    void Decoded(long tokens, TimeSpan gap);

    /// <summary>A request wrote its last token, at <see cref="ServiceRequest.FinishedAt"/>.</summary>
    /// <param name="request">The request.</param>
    void Finished(ServiceRequest request);
}
