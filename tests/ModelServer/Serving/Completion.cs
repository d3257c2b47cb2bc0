using ModelMonitor.Simulation;

namespace ModelMonitor.ModelServer.Serving;

/// <summary>One request that is being answered.</summary>
internal sealed class Completion(ServiceRequest request)
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _last = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The request in the model.</summary>
    public ServiceRequest Request => request;

    /// <summary>Done when the first token is there.</summary>
    public Task First => _first.Task;

    /// <summary>Done when the last token is there.</summary>
    public Task Last => _last.Task;

    public void SetFirst() => _first.TrySetResult();

    public void SetLast() => _last.TrySetResult();
}
