using Microsoft.Extensions.Logging;

namespace ModelMonitor.Operator.Configuration;

/// <summary>Looks at the configuration file and its presets again and again, and brings a change into effect.</summary>
/// <remarks>
/// <para><b>Guarantees</b>: a configuration that is wrong changes nothing, and is told by log and metric, once per fault; while one is wrong it
/// is read again at every look, because what it names may appear. Nothing that fails here ends the process. Files are compared by content,
/// so that swapped symbolic links, touched files and clocks do not matter.</para>
/// <para><b>Assumptions</b>: one <see cref="RunAsync"/>.</para>
/// <para><b>Caveats</b>: files that change while they are read are read again at the next look; a kubelet shows a changed ConfigMap only
/// after up to a minute or so, and to each replica at another time.</para>
/// </remarks>
/// <param name="path">The configuration file.</param>
/// <param name="started">What the process was started with.</param>
/// <param name="use">Brings a configuration into effect, or throws and changes nothing.</param>
/// <param name="metrics">Where it is told what came of it.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it is told what changed and what is wrong.</param>
internal sealed class ConfigurationWatch(
    string path, LoadedConfiguration started, Action<LoadedConfiguration> use, ConfigurationMetrics metrics, TimeProvider time, ILogger logger)
{
    /// <summary>Time between two looks; short beside the kubelet's own delay.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private static readonly EventId Reload = new(1, "configuration-reload");

    private readonly LoadedConfiguration _started = started;
    private LoadedConfiguration _inUse = started;
    private string? _fault;

    /// <summary>Looks until cancelled.</summary>
    /// <param name="cancellationToken">Ends it; the task then completes normally.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken)) Look();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The normal end.
        }
    }

    private void Look()
    {
        try
        {
            var now = ConfigurationFingerprint.Of(path, _inUse.Configuration.PresetsFolder);
            if (_fault is null && now == _inUse.Fingerprint) return;
            var wanted = ConfigurationLoader.LoadAll(path, _inUse);
            use(wanted);
            Tell(wanted);
            (_inUse, _fault) = (wanted, null);
        }
        catch (Exception e)
        {
            metrics.Failed();
            if (_fault != e.Message) logger.LogError(Reload, e is ConfigurationException ? null : e, "the changed configuration is not used, the one before stays: {Fault}", e.Message);
            _fault = e.Message;
        }
    }

    private void Tell(LoadedConfiguration wanted)
    {
        var (fields, late) = (ConfigurationChange.Fields(_inUse, wanted), ConfigurationChange.NeedRestart(_started, wanted));
        metrics.Succeeded(late.Count > 0);
        logger.LogInformation(Reload, "the configuration is read again; changed: {Fields}", fields.Count == 0 ? "nothing" : string.Join(", ", fields));
        if (late.Count > 0) logger.LogWarning(Reload, "needs a restart to take effect: {Fields}", string.Join(", ", late));
    }
}
