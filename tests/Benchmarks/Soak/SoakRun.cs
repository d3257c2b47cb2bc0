using System.Globalization;

namespace ModelMonitor.Tests.Benchmarks.Soak;

/// <summary>
/// The long run: leaders killed every 30 s, objects that only fail, and steady state by the clock on the wall. Its three parts run side
/// by side, each prints its checks, and one that fails makes the exit code 1.
/// </summary>
internal static class SoakRun
{
    private const string MinutesVariable = "SOAK_MINUTES";
    private const double DefaultMinutes = 20;

    public static async Task<int> RunAsync()
    {
        var minutes = Environment.GetEnvironmentVariable(MinutesVariable) is { Length: > 0 } text ? double.Parse(text, CultureInfo.InvariantCulture) : DefaultMinutes;
        var length = TimeSpan.FromMinutes(minutes);
        var parts = await Task.WhenAll(
            GuardedAsync("kills and failures", () => KillSoak.RunAsync(length)),
            GuardedAsync("steady state", () => SteadySoak.RunAsync(length)));
        var checks = parts.SelectMany(p => p).ToList();
        Console.WriteLine("| check | bar | found | |");
        Console.WriteLine("| --- | --- | --- | --- |");
        foreach (var check in checks) Console.WriteLine($"| {check.What} | {check.Bar} | {check.Found} | {(check.Holds ? "holds" : "FAILS")} |");
        return checks.TrueForAll(c => c.Holds) ? 0 : 1;
    }

    public static void Say(string what) => Console.Error.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss} {what}");

    // One part's exception must not hide what the other found.
    private static async Task<IReadOnlyList<SoakCheck>> GuardedAsync(string name, Func<Task<IReadOnlyList<SoakCheck>>> part)
    {
        try
        {
            return await part();
        }
        catch (Exception e)
        {
            Say($"{name}: {e}");
            return [new(name, "runs to its end", e.Message.Split('\n')[0], false)];
        }
    }
}
