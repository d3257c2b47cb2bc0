using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Simulation.Requests;

/// <summary>Loads, sizes and services that tests share.</summary>
internal static class Scene
{
    /// <summary>Like a conversation: a pod of the default speed takes about 3.6 of them a second.</summary>
    public static RequestSizes Talk { get; } = RequestSizes.LogNormal(1154, 211);

    public static RequestSizes One(int prompt, int output) => new([new(prompt, output)]);

    public static ArrivalTrace Steady(double rate, int minutes) => new("steady", Enumerable.Repeat(rate, minutes * 60).ToArray());

    public static SimulationOptions Pods(int initial) => new() { InitialReplicas = initial, MinReplicas = 0, KeepTimeline = true };

    public static SimulationOptions With(this SimulationOptions options, FaultKind kind, double from, double to, double share = 1) =>
        options with { Faults = new([.. options.Faults.Faults, new(kind, S(from), S(to), share)]) };

    public static TimeSpan S(double seconds) => TimeSpan.FromSeconds(seconds);
}
