namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>What a stood-in model server shows of itself, as a Prometheus would answer about it.</summary>
/// <param name="Running">Requests being worked on.</param>
/// <param name="Waiting">Requests waiting.</param>
/// <param name="Completed">Requests finished per second.</param>
/// <param name="FirstTokenSeconds">The time to first token that nearly all requests have.</param>
public sealed record StandInPod(double Running, double Waiting, double Completed, double FirstTokenSeconds);
