namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>O1, O2 and O4: what is acted on. Each gives a sentence per violation.</summary>
public static class ScaleOracles
{
    /// <summary>O1: replicas asked for are within the spec's limits, and no write goes further than one step.</summary>
    /// <param name="evidence">The audit log.</param>
    public static IEnumerable<string> WithinBounds(Evidence evidence)
    {
        var (_, min, max, step) = evidence.Bounds;
        foreach (var write in evidence.OperatorWrites.Where(e => e.Kind == WriteKind.Scale))
        {
            // Refused for want of a right, before its body was read: there is nothing to judge.
            if (write is { Code: 403, Request: null }) continue;
            if (write.RequestedReplicas is not { } replicas) yield return $"O1: a scale write without a number: {write}";
            else if (replicas < min || replicas > max) yield return $"O1: {replicas} replicas are not within {min} to {max}: {write}";
        }

        foreach (var (write, _, before) in evidence.ScaleWrites())
        {
            if (before is null) yield return $"O1: nobody knows from how many replicas: {write}";
            else if (Math.Abs(write.RequestedReplicas!.Value - before.Value) is var moved && moved > step)
                yield return $"O1: a step of {moved} from {before}, more than {step}: {write}";
        }
    }

    /// <summary>O2: a decision is carried out at most once.</summary>
    /// <param name="evidence">The audit log.</param>
    public static IEnumerable<string> OncePerDecision(Evidence evidence) =>
        from joined in evidence.ScaleWrites()
        let id = joined.Record?.NewestDecision?["id"]?.ToString()
        where id is not null
        group joined.Write by id into ofOne
        where ofOne.Count() > 1
        select $"O2: decision {ofOne.Key} was carried out {ofOne.Count()} times: {string.Join("; ", ofOne)}";

    /// <summary>O4: before every act stands a record in status that says what will be done and from which inputs.</summary>
    /// <param name="evidence">The audit log.</param>
    public static IEnumerable<string> RecordedFirst(Evidence evidence)
    {
        foreach (var (write, record, _) in evidence.ScaleWrites())
        {
            var decision = record?.NewestDecision;
            if (decision is null) yield return $"O4: no record stands before: {write}";
            else if ((int?)decision["to"] != write.RequestedReplicas) yield return $"O4: the record says {decision["to"]}, the act is: {write}";
            else if (decision["outcome"]?.ToString() != "Pending") yield return $"O4: the record was {decision["outcome"]} before the act: {write}";
            else if (decision["inputs"]?.AsObject() is not { Count: > 0 }) yield return $"O4: the record has no inputs: {write}";
        }
    }
}
