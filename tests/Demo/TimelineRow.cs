using System.Globalization;

namespace ModelMonitor.Demo;

/// <summary>One moment of a scenario, from four witnesses: clients, Prometheus, the Deployment, the monitor's status.</summary>
/// <param name="Seconds">Seconds since the load began.</param>
/// <param name="OfferedRps">Requests per second that the load generator sends.</param>
/// <param name="ClientP95">p95 of the time to first token as clients measured it, seconds; null without samples.</param>
/// <param name="PrometheusP95">The same as Prometheus has it.</param>
/// <param name="Ready">Ready pods.</param>
/// <param name="Desired">Replicas that the Deployment asks for.</param>
/// <param name="State">The objective's state.</param>
/// <param name="Decision">The last decision in words.</param>
public sealed record TimelineRow(
    int Seconds, double OfferedRps, double? ClientP95, double? PrometheusP95, int Ready, int Desired, string State, string Decision)
{
    /// <summary>The table's head.</summary>
    public const string Head = "   t/s  offered/s  p95 clients  p95 Prometheus  ready/desired  objective  last decision";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Seconds,6} {OfferedRps,10:0.0} {Text(ClientP95),12} {Text(PrometheusP95),15} {$"{Ready}/{Desired}",14}  {State,-9}  {Decision}");

    private static string Text(double? seconds) => seconds is { } s ? (s < 1 ? $"{s * 1000:0}ms" : string.Create(CultureInfo.InvariantCulture, $"{s:0.00}s")) : "-";
}
