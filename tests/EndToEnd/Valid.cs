using ModelMonitor.Demo;

namespace ModelMonitor.Tests.EndToEnd;

/// <summary>Runs of a scenario that count.</summary>
internal static class Valid
{
    /// <summary>Runs a scenario, and once more when the first run was void. A second void run fails the test, and says why.</summary>
    /// <param name="stage">Where it runs; put back in between.</param>
    /// <param name="run">Runs it.</param>
    /// <param name="lag">How late its requests were sent.</param>
    /// <param name="began">
    /// Whether it began as it has to; left out, any way will do. What a slow machine makes of the warm-up may leave nothing to be shown.
    /// </param>
    public static async Task<T> RunAsync<T>(Stage stage, Func<Task<T>> run, Func<T, Lag> lag, Func<T, bool>? began = null)
    {
        var result = await run();
        Console.WriteLine(lag(result));
        var isBegun = began?.Invoke(result) is not false;
        if (!isBegun) Console.WriteLine("void: the warm-up left nothing to be shown");
        if (!lag(result).IsVoid && isBegun) return result;

        await stage.ResetAsync(TestContext.Current.CancellationToken);
        result = await run();
        Console.WriteLine(lag(result));
        Assert.False(lag(result).IsVoid, $"neither good nor bad, twice: {lag(result)}");
        Assert.True(began?.Invoke(result) is not false, "the warm-up left nothing to be shown, twice");
        return result;
    }
}
