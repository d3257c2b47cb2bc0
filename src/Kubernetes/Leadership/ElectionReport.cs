using Microsoft.Extensions.Logging;

namespace ModelMonitor.Kubernetes;

/// <summary>Tells the log what hinders an election: once per change, not at every try.</summary>
internal sealed partial class ElectionReport(LeaderElectionOptions options, ILogger logger, RuntimeMetrics metrics)
{
    private readonly string _lease = $"{V1Lease.Resource.GroupResource} {options.Namespace}/{options.Name}";
    private string? _failing;

    /// <summary>A try failed.</summary>
    /// <param name="verb">What was tried.</param>
    /// <param name="e">How it failed.</param>
    public void Failed(string verb, Exception e)
    {
        metrics.ElectionFailed(options.Name);
        var failing = $"{verb} {(e as KubernetesException)?.StatusCode} {e.GetType()}";
        var level = _failing == failing ? LogLevel.Debug : LogLevel.Warning;
        _failing = failing;
        var hint = e is KubernetesException { IsForbidden: true } ? $"the right to {verb} {_lease} is missing: "
            : e is KubernetesException { IsNotFound: true } ? $"there is no place to {verb} {_lease}, does the namespace exist? "
            : e is OperationCanceledException ? $"no answer to {verb} {_lease}: "
            : "";
        LogFailed(logger, level, hint + e.Message);
    }

    /// <summary>A try ended well, whoever leads.</summary>
    public void Succeeded()
    {
        if (_failing is null) return;
        _failing = null;
        LogRecovered(logger, _lease);
    }

    /// <summary>We lead, or lead under another number.</summary>
    public void Leads(LeaseTerm term) => LogLeads(logger, options.Identity, _lease, term.Number);

    /// <summary>Another holds the Lease.</summary>
    public void Follows(string holder) => LogFollows(logger, _lease, holder);

    public void Released() => LogReleased(logger, _lease);

    public void NotReleased(Exception e) => LogNotReleased(logger, _lease, e.Message);

    [LoggerMessage(Message = "Leader election goes on trying: {Failure}")]
    private static partial void LogFailed(ILogger logger, LogLevel level, string failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "Leader election has recovered: {Lease}")]
    private static partial void LogRecovered(ILogger logger, string lease);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Identity} leads by {Lease}, term {Term}")]
    private static partial void LogLeads(ILogger logger, string identity, string lease, long term);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Lease} is held by {Holder}")]
    private static partial void LogFollows(ILogger logger, string lease, string holder);

    [LoggerMessage(Level = LogLevel.Information, Message = "Released {Lease}")]
    private static partial void LogReleased(ILogger logger, string lease);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not release {Lease}; the next leader waits until it expires: {Failure}")]
    private static partial void LogNotReleased(ILogger logger, string lease, string failure);
}
