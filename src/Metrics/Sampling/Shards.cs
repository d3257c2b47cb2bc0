namespace ModelMonitor.Metrics;

/// <summary>
/// Splits questions into those that are asked together: of one engine, with no more pods than one answer holds, and of one namespace where
/// the source has tenants.
/// </summary>
internal static class Shards
{
    /// <param name="questions">Questions, each with its engine.</param>
    /// <param name="isPerNamespace">Whether each namespace is asked for alone.</param>
    /// <param name="maxPods">Most pods of a shard; a single namespace may have more.</param>
    public static IEnumerable<IReadOnlyList<MonitorQuestion>> Of(
        IEnumerable<MonitorQuestion> questions, bool isPerNamespace = false, int maxPods = SamplingLimits.MaxPodsPerQuery)
    {
        foreach (var engine in questions.GroupBy(q => q.Engine))
        {
            var (shard, pods) = (new List<MonitorQuestion>(), 0);
            foreach (var ns in engine.GroupBy(q => q.Namespace).OrderBy(g => g.Key, StringComparer.Ordinal))
            {
                var more = ns.Sum(q => q.Pods.Count);
                if (shard.Count > 0 && (isPerNamespace || pods + more > maxPods))
                {
                    yield return shard;
                    (shard, pods) = ([], 0);
                }

                shard.AddRange(ns);
                pods += more;
            }

            if (shard.Count > 0) yield return shard;
        }
    }
}
