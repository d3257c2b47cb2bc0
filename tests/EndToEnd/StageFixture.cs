using ModelMonitor.Demo;

[assembly: AssemblyFixture(typeof(ModelMonitor.Tests.EndToEnd.StageFixture))]
// Waiting for pods takes no processor: classes with namespaces of their own run side by side.
[assembly: CollectionBehavior(MaxParallelThreads = 8)]

namespace ModelMonitor.Tests.EndToEnd;

/// <summary>One stage for all end-to-end tests. Those of <see cref="Alone"/> run one after another and each puts back what it moved.</summary>
public sealed class StageFixture : IAsyncLifetime
{
    private Stage? _stage;

    /// <summary>The stage, set up.</summary>
    public Stage Stage => _stage ?? throw new InvalidOperationException("the stage is not set up");

    public async ValueTask InitializeAsync() =>
        _stage = await Stage.SetUpAsync($"e2e-{Environment.ProcessId}", Console.WriteLine, CancellationToken.None, withExporters: true);

    public async ValueTask DisposeAsync()
    {
        if (_stage is null) return;
        // The log is worth having when a test failed, and costs nothing otherwise.
        Console.WriteLine(await _stage.OperatorLogAsync());
        await _stage.DisposeAsync();
    }
}
