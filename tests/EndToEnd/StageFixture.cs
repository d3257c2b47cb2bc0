using ModelMonitor.Demo;

[assembly: AssemblyFixture(typeof(ModelMonitor.Tests.EndToEnd.StageFixture))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace ModelMonitor.Tests.EndToEnd;

/// <summary>One stage for all end-to-end tests: they run one after another and each puts back what it moved.</summary>
public sealed class StageFixture : IAsyncLifetime
{
    private Stage? _stage;

    /// <summary>The stage, set up.</summary>
    public Stage Stage => _stage ?? throw new InvalidOperationException("the stage is not set up");

    public async ValueTask InitializeAsync() =>
        _stage = await Stage.SetUpAsync($"e2e-{Environment.ProcessId}", Console.WriteLine, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_stage is null) return;
        // The log is worth having when a test failed, and costs nothing otherwise.
        Console.WriteLine(await _stage.OperatorLogAsync());
        await _stage.DisposeAsync();
    }
}
