using System.Diagnostics.Metrics;

namespace ModelMonitor.Operator.Configuration;

/// <summary>What <c>/metrics</c> says of the configuration file, in the names that Prometheus' own components use.</summary>
/// <remarks>Safe for concurrent use: each number is one value.</remarks>
internal sealed class ConfigurationMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "ModelMonitor.Configuration";

    private readonly Meter _meter;
    private readonly TimeProvider _time;
    private long _succeededAt;
    private volatile bool _isGood = true;
    private volatile bool _needsRestart;

    /// <summary>Makes the instruments; the start counts as a success.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="scope">Tells this meter from others of its name, in tests.</param>
    public ConfigurationMetrics(TimeProvider time, object? scope = null)
    {
        _time = time;
        _meter = new(new MeterOptions(MeterName) { Scope = scope });
        _meter.CreateObservableGauge(
            "modelmonitor_config_last_reload_successful", () => _isGood ? 1L : 0L, description: "1 when the configuration file, as it was last read, is in use; 0 when it is wrong and the one before stays.");
        _meter.CreateObservableGauge(
            "modelmonitor_config_last_reload_success_timestamp_seconds", () => Interlocked.Read(ref _succeededAt), description: "Unix time at which a configuration was last taken into use.");
        _meter.CreateObservableGauge(
            "modelmonitor_config_restart_needed", () => _needsRestart ? 1L : 0L, description: "1 when the configuration file has changes that take effect at the next start only.");
        Succeeded(needsRestart: false);
    }

    /// <summary>A configuration is in use.</summary>
    /// <param name="needsRestart">Whether a part of it is not, before the next start.</param>
    public void Succeeded(bool needsRestart)
    {
        Interlocked.Exchange(ref _succeededAt, _time.GetUtcNow().ToUnixTimeSeconds());
        (_isGood, _needsRestart) = (true, needsRestart);
    }

    /// <summary>The file is wrong.</summary>
    public void Failed() => _isGood = false;

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();
}
