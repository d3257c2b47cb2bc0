using System.Globalization;

namespace ModelMonitor.Tests.Metrics;

/// <summary>Writes answers as Prometheus does.</summary>
internal sealed class VectorText
{
    private readonly List<string> _series = [];

    public VectorText Add(string sig, string pod, double value, string? le = null, string ns = "llm", string model = "llama") =>
        AddText(sig, pod, value.ToString(CultureInfo.InvariantCulture).ToLowerInvariant(), le, ns, model);

    public VectorText AddText(string sig, string pod, string value, string? le = null, string ns = "llm", string model = "llama")
    {
        string[] labels =
        [
            $"\"sig\":\"{sig}\"", $"\"namespace\":\"{ns}\"", $"\"pod\":\"{pod}\"", $"\"model_name\":\"{model}\"",
            .. le is null ? Array.Empty<string>() : [$"\"le\":\"{le}\""],
        ];
        _series.Add($"{{\"metric\":{{{string.Join(',', labels)}}},\"value\":[1767225600,\"{value}\"]}}");
        return this;
    }

    /// <summary>A pod that is seen now, with its load.</summary>
    public VectorText Pod(string pod, double running = 2, double waiting = 1, double completed = 0.5, double age = 5, double samples = 4, string ns = "llm", string model = "llama") =>
        Add("sample-time", pod, new ManualTime().GetUtcNow().ToUnixTimeSeconds() - age, ns: ns, model: model)
            .Add("samples", pod, samples, ns: ns, model: model)
            .Add("running", pod, running, ns: ns, model: model)
            .Add("waiting", pod, waiting, ns: ns, model: model)
            .Add("completed", pod, completed, ns: ns, model: model)
            .Add("completed/present", pod, 1, ns: ns, model: model);

    /// <summary>Rates of a histogram's buckets, the last of them unbounded.</summary>
    public VectorText Buckets(string sig, string pod, string ns, string model, params (string Le, double Rate)[] buckets)
    {
        foreach (var (le, rate) in buckets) Add(sig, pod, rate, le, ns, model);
        return this;
    }

    public override string ToString() =>
        $"{{\"status\":\"success\",\"data\":{{\"resultType\":\"vector\",\"result\":[{string.Join(',', _series)}]}}}}";
}
