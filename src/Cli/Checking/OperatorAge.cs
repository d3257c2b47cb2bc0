using ModelMonitor.Cli.Printing;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Cli.Checking;

/// <summary>Whether somebody keeps the status up to date: a leader renews its Lease every few seconds. Pure.</summary>
internal static class OperatorAge
{
    /// <summary>Makes an answer UNKNOWN that rests on a status which nobody keeps.</summary>
    /// <param name="result">The answer.</param>
    /// <param name="lease">The operator's Lease.</param>
    /// <param name="oldest">Longest time since its renewal.</param>
    /// <param name="now">The present.</param>
    public static CheckResult Judge(CheckResult result, V1Lease lease, TimeSpan oldest, DateTimeOffset now)
    {
        var age = lease.Spec?.RenewTime is { } renewed ? now - renewed.Value : default(TimeSpan?);
        if (age <= oldest) return result;
        var said = age is { } since ? $"no operator has renewed its Lease for {Ages.Of(since)}" : "no operator holds the Lease";
        return result with { Level = CheckLevel.UNKNOWN, Text = $"{said}, so the status is old: {result.Text}" };
    }
}
