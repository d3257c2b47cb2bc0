using System.Globalization;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Benchmarks.Metrics;

/// <summary>The way that most autoscalers go: a query for each signal of each monitor, here as many at a time as the planner allows itself.</summary>
internal static class PlainWay
{
    public static async Task RunAsync(PrometheusClient client, IReadOnlyList<FleetMonitor> fleet)
    {
        var queries = fleet.SelectMany(QueriesOf);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = SamplingLimits.MaxParallelQueries };
        await Parallel.ForEachAsync(queries, parallel, async (query, token) =>
        {
            try
            {
                await client.QueryAsync(query, SamplingLimits.MaxCustomBytes, static _ => { }, token);
            }
            catch (PrometheusException e)
            {
                throw new InvalidOperationException($"{query}: {e.Message}", e);
            }
        });
    }

    private static IEnumerable<string> QueriesOf(FleetMonitor monitor)
    {
        foreach (var signal in monitor.Signals)
        {
            var known = monitor.Engine.Signals[signal];
            var metric = monitor.MetricOf(signal);
            var selector = $"{{namespace={PromQl.Quote(monitor.Namespace)},pod={PromQl.Quote(monitor.Pod)}{string.Concat(metric.Match.Select(m => $",{m}"))}}}";
            yield return known.Form switch
            {
                SignalForm.Gauge => $"sum({metric.Name}{selector})",
                SignalForm.Histogram => string.Create(CultureInfo.InvariantCulture, $"histogram_quantile(0.95, sum by (le) (rate({metric.Name}_bucket{selector}[60s])))"),
                _ => $"sum(rate({metric.Name}{selector}[60s]))",
            };
        }
    }
}
