using System.Globalization;

namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>O3: an operator writes only while it holds the lease, as the API server's own clock and order have it.</summary>
public static class LeaseOracle
{
    /// <summary>
    /// Checks every write but those of leases: the last lease write before it must have left the lease with this user, no longer ago
    /// than the lease lasts. So nobody writes after a successor has taken over, also if the old leader was asleep meanwhile. Where
    /// there is no lease at all, there is nothing to check.
    /// </summary>
    /// <param name="evidence">The audit log.</param>
    public static IEnumerable<string> OnlyWithinTerm(Evidence evidence)
    {
        var leases = evidence.OperatorWrites.Where(e => e.Kind == WriteKind.Lease).ToList();
        if (leases.Count == 0) yield break;
        AuditEntry? term = null;
        foreach (var entry in evidence.OperatorWrites)
        {
            if (entry.Kind == WriteKind.Lease)
            {
                if (entry.Succeeded) term = entry;
                continue;
            }

            // Sent within the term, held by the network, and refused: that nothing came of it is what the preconditions are for.
            if (entry is { IsLate: true, Succeeded: false }) continue;
            var holder = term?.Response?["spec"]?["holderIdentity"]?.ToString();
            var lasts = TimeSpan.FromSeconds((double?)term?.Response?["spec"]?["leaseDurationSeconds"] ?? 0);
            if (term is null) yield return $"O3: a write before the first lease: {entry}";
            else if (string.IsNullOrEmpty(holder)) yield return $"O3: a write while nobody held the lease: {entry}";
            else if (term.User != entry.User) yield return $"O3: {term.User} held the lease: {entry}";
            else if (entry.Received - term.Answered > lasts)
                yield return string.Create(CultureInfo.InvariantCulture, $"O3: the lease was renewed {(entry.Received - term.Answered).TotalSeconds:0.0} s before and lasts {lasts.TotalSeconds:0} s: {entry}");
        }
    }
}
