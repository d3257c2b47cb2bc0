using ModelMonitor.Decisions;

namespace ModelMonitor.Metrics;

/// <summary>Reads the answer of <c>/api/v1/query</c>: one number per series.</summary>
/// <param name="onSample">Takes each series.</param>
internal sealed class VectorReader(VectorSampleHandler onSample) : AnswerReader("vector", "value")
{
    private double _value;
    private UnknownReason? _fault;

    protected override void OnSeries() => (_value, _fault) = (0, UnknownReason.InvalidValue);

    protected override void OnPoint(double time, double value, UnknownReason? fault) => (_value, _fault) = (value, fault);

    protected override void OnSeriesEnd(IReadOnlyDictionary<string, string> labels, UnknownReason? fault) =>
        onSample(new VectorSample(labels, _value, fault ?? _fault));
}
