using System.Buffers;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace ModelMonitor.Operator.Exposition;

/// <summary>
/// Listens to meters and writes what they measured in Prometheus' text format 0.0.4: <c>/metrics</c> without a further library.
/// </summary>
/// <remarks>
/// <para><b>Guarantees.</b> Safe for concurrent use. Recording into a known series allocates nothing. A scrape is one piece per
/// family. Observable instruments show only what they report at the scrape; one that throws is left out and disturbs nobody. Of more
/// than 2,000 series of an instrument (200,000 of an observable one: it has a series per object) the rest share one with the label
/// <c>overflow="true"</c>.</para>
/// <para><b>Assumptions.</b> Made before the instruments are used: what was recorded earlier is not seen.</para>
/// <para><b>Caveats.</b> Instruments of the same exposed name share a family if their type is the same; otherwise the later one
/// is left out and told to the log.</para>
/// </remarks>
public sealed class PrometheusExposition : IDisposable
{
    /// <summary>The content type to answer with.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    // For histograms that come without advice: the buckets of Prometheus' own clients, made for seconds.
    private static readonly double[] DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Lock _scrape = new();
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MetricFamily _overflow = new(
        "exposition_overflow_total", "Measurements that had no room for a series of their own.", MetricType.Counter, true, false, null);
    private readonly MetricFamily _faults = new(
        "exposition_callback_errors_total", "Scrapes in which an observable instrument threw.", MetricType.Counter, false, true, null);
    private readonly MeterListener _listener = new();
    private readonly ILogger _logger;
    private string? _lastFault;

    /// <summary>Starts to listen.</summary>
    /// <param name="include">
    /// Which meters: in the process <see cref="OperatorMeters"/>; in tests by instance or by <see cref="Meter.Scope"/>, so that two
    /// listeners do not mix.
    /// </param>
    /// <param name="logger">Where faulty instruments are told, once per change.</param>
    public PrometheusExposition(Func<Meter, bool> include, ILogger logger)
    {
        _logger = logger;
        _faults.Record(0, []);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (include(instrument.Meter) && FamilyOf(instrument) is { } family) listener.EnableMeasurementEvents(instrument, family);
        };
        // A type without a callback would be ignored without a word.
        _listener.SetMeasurementEventCallback<byte>((_, value, tags, state) => ((MetricFamily)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<short>((_, value, tags, state) => ((MetricFamily)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => ((MetricFamily)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => ((MetricFamily)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<float>((_, value, tags, state) => ((MetricFamily)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => ((MetricFamily)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<decimal>((_, value, tags, state) => ((MetricFamily)state!).Record((double)value, tags));
        _listener.Start();
    }

    /// <summary>The operator's own meters and the runtime's (<c>System.Runtime</c>: garbage collection, threads, processor).</summary>
    /// <param name="meter">A meter of the process.</param>
    public static bool OperatorMeters(Meter meter) =>
        meter.Name == "System.Runtime" || meter.Name.StartsWith("ModelMonitor.", StringComparison.Ordinal);

    /// <summary>Asks the observable instruments and writes every family.</summary>
    /// <param name="output">Where the text goes, for example the body writer of a response.</param>
    public void Write(IBufferWriter<byte> output)
    {
        lock (_scrape)
        {
            List<MetricFamily> families;
            lock (_lock) families = [.. _families.Values];
            foreach (var family in families) family.ForgetObserved();
            Observe();
            // A callback may have published instruments.
            lock (_lock) families = [.. _families.Values];

            var text = new TextFormat(output);
            _overflow.ForgetObserved();
            foreach (var family in families)
            {
                family.Read(text, static (text, family, series) => text.Write(family, series));
                if (family.Overflowed is > 0 and var count) _overflow.Record(count, [new("family", family.Name)]);
                family.ForgetObserved();
            }

            _faults.Read(text, static (text, family, series) => text.Write(family, series));
            _overflow.Read(text, static (text, family, series) => text.Write(family, series));
        }
    }

    /// <summary>Drops every series that carries all of these labels, as those of a deleted object.</summary>
    /// <param name="labels">Label names as exposed, and their values; at least one.</param>
    public void Forget(params IReadOnlyCollection<KeyValuePair<string, string>> labels)
    {
        ArgumentOutOfRangeException.ThrowIfZero(labels.Count);
        lock (_lock)
        {
            foreach (var family in _families.Values) family.Forget(labels);
        }
    }

    /// <summary>Stops listening.</summary>
    public void Dispose() => _listener.Dispose();

    private void Observe()
    {
        try
        {
            _listener.RecordObservableInstruments();
            _lastFault = null;
        }
        // The listener asks everyone before it throws what they threw; the scrape shows the rest.
        catch (Exception e)
        {
            _faults.Record(1, []);
            if (_lastFault != e.Message) _logger.LogError(e, "An observable instrument threw and is missing from the metrics");
            _lastFault = e.Message;
        }
    }

    private MetricFamily? FamilyOf(Instrument instrument)
    {
        var kind = instrument.GetType().GetGenericTypeDefinition();
        var type = kind == typeof(Histogram<>) ? MetricType.Histogram
            : kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>) ? MetricType.Counter
            : MetricType.Gauge;
        var adds = kind == typeof(Counter<>) || kind == typeof(UpDownCounter<>);
        var bounds = type == MetricType.Histogram ? Bounds(instrument) : null;
        var name = MetricName.Of(instrument.Name, instrument.Unit, type);
        lock (_lock)
        {
            if (!_families.TryGetValue(name, out var family))
                return _families[name] = new(name, instrument.Description, type, instrument.IsObservable, adds, bounds);
            if (family.Type == type) return family;
        }

        _logger.LogError("Instrument {Instrument} is not exposed: {Family} already has another type", instrument.Name, name);
        return null;
    }

    private static double[] Bounds(Instrument instrument)
    {
        var advice = instrument switch
        {
            Histogram<double> h => h.Advice?.HistogramBucketBoundaries?.ToArray(),
            Histogram<float> h => h.Advice?.HistogramBucketBoundaries?.Select(b => (double)b).ToArray(),
            Histogram<int> h => h.Advice?.HistogramBucketBoundaries?.Select(b => (double)b).ToArray(),
            Histogram<long> h => h.Advice?.HistogramBucketBoundaries?.Select(b => (double)b).ToArray(),
            _ => null,
        };
        return advice ?? DefaultBounds;
    }
}
