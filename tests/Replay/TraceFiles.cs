using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Replay;

/// <summary>The traces beside this program.</summary>
internal static class TraceFiles
{
    public const string AzureCode = "AzureLLMInferenceTrace_2023_code.csv";

    private static readonly (string Name, Func<ArrivalTrace> Read)[] s_all =
    [
        ("m-large-step", () => ServeGen("m-large", isLinear: false)),
        ("m-large-linear", () => ServeGen("m-large", isLinear: true)),
        ("m-small-step", () => ServeGen("m-small", isLinear: false)),
        ("m-small-linear", () => ServeGen("m-small", isLinear: true)),
        ("azure-code", Azure),
    ];

    /// <summary>Those whose names hold one of the texts; all without a text.</summary>
    public static IEnumerable<ArrivalTrace> Read(IReadOnlyList<string> names) =>
        s_all.Where(t => names.Count == 0 || names.Any(n => t.Name.Contains(n, StringComparison.OrdinalIgnoreCase))).Select(t => t.Read());

    public static StreamReader Open(string file) => new(Path.Combine(AppContext.BaseDirectory, "traces", file));

    private static ArrivalTrace ServeGen(string model, bool isLinear)
    {
        using var reader = Open($"servegen_{model}_10min.csv");
        return TraceReader.ReadBins(reader, $"{model}-{(isLinear ? "linear" : "step")}", isLinear, zeroIsOutage: true);
    }

    private static ArrivalTrace Azure()
    {
        using var reader = Open(AzureCode);
        return TraceReader.ReadAzure(reader, "azure-code");
    }
}
