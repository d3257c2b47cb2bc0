using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics.Sampling;

public class EdgeMemoryTests
{
    private static readonly string[] All = ["0.001", "0.01", "0.04", "0.06", "0.1", "0.5", "1.0", "2.5", "7.5", "20.0", "160.0", "+Inf"];

    private readonly EdgeMemory _memory = new();
    private readonly EnginePreset _vllm = EngineCatalog.LoadEmbedded().TryGet("vllm", out var preset) ? preset : throw new InvalidOperationException();

    [Fact]
    public void All_edges_are_asked_for_until_they_are_known() => Assert.Null(InUse(1));

    [Fact]
    public void Edges_in_use_reach_from_a_twentieth_of_the_bound_to_ten_times_it()
    {
        Learn(All);
        // 0.05 to 10, each end with the next edge beyond.
        Assert.Equal(["0.04", "0.06", "0.1", "0.5", "1.0", "2.5", "7.5", "20.0", "+Inf"], InUse(1));
        Assert.Equal(["0.01", "0.04", "0.06", "0.1", "0.5", "1.0", "2.5", "7.5", "20.0", "160.0", "+Inf"], InUse(0.5, 2.5));
    }

    [Fact]
    public void Without_a_bound_or_with_an_edge_that_is_no_number_all_are_asked_for()
    {
        Learn("1", "many", "+Inf");
        Assert.Null(InUse(1));
        Learn(All);
        Assert.Null(InUse(1, null));
        Assert.Null(InUse());
    }

    [Fact]
    public void Now_and_then_all_are_asked_for_again_as_versions_change()
    {
        Learn(All);
        for (var i = 0; i < SamplingLimits.RelearnEdgesEvery; i++) Assert.NotNull(InUse(1));
        Assert.Null(InUse(1));
        Learn("0.3", "+Inf");
        Assert.Equal(["0.3", "+Inf"], InUse(1));
    }

    private void Learn(params string[] edges) => _memory.Learn(_vllm, Signal.TimeToFirstToken, edges);

    private IReadOnlyCollection<string>? InUse(params double?[] bounds) => _memory.InUse(_vllm, Signal.TimeToFirstToken, bounds);
}
