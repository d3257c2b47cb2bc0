using System.Globalization;
using ModelMonitor.Metrics;

namespace ModelMonitor.Cli.Backtest.Input;

/// <summary>Reads a load's history from a Prometheus, or from anything that answers its query API.</summary>
/// <param name="client">The client; not disposed.</param>
public sealed class PrometheusHistory(PrometheusClient client)
{
    // One number per step, in an answer of one series.
    private const long MaxAnswerBytes = 4 << 20;

    /// <summary>Asks for the past.</summary>
    /// <param name="requestsQuery">Requests per second; one series.</param>
    /// <param name="replicasQuery">Replicas; one series; null when nobody asks.</param>
    /// <param name="end">Where the past ends.</param>
    /// <param name="range">How far it reaches back.</param>
    /// <param name="step">Time between two points, whole seconds.</param>
    /// <param name="cancellationToken">Ends the questions.</param>
    /// <exception cref="InputException">There is no usable answer.</exception>
    public async Task<LoadHistory> ReadAsync(
        string requestsQuery, string? replicasQuery, DateTimeOffset end, TimeSpan range, TimeSpan step, CancellationToken cancellationToken)
    {
        end = DateTimeOffset.FromUnixTimeSeconds(end.ToUnixTimeSeconds());
        var count = (int)(range / step) + 1;
        var requests = await AskAsync("--requests-query", requestsQuery, end, step, count, cancellationToken);
        var replicas = replicasQuery is null ? new double[count] : await AskAsync("--replicas-query", replicasQuery, end, step, count, cancellationToken);
        if (replicasQuery is null) Array.Fill(replicas, double.NaN);
        if (requests.All(double.IsNaN))
            throw new InputException("--requests-query", $"gave no data between {Time(end - (step * (count - 1)))} and {Time(end)}; asked was {requestsQuery}");

        // Steps before the first number were before the service, or before Prometheus; so with those after the last.
        var first = Array.FindIndex(requests, r => !double.IsNaN(r));
        var last = Array.FindLastIndex(requests, r => !double.IsNaN(r));
        // A rate speaks of the step that ends at its time, and so a row begins a step before.
        var rows = Enumerable.Range(first, last - first + 1).Select(n => new LoadRow((n - first) * step, Known(requests[n]))
        {
            Replicas = Known(replicas[Math.Max(0, n - 1)]) is { } number ? (int)Math.Round(number) : null,
        });
        return new(client.Options.Name, end - (step * (count - first)), [.. rows]);
    }

    private async Task<double[]> AskAsync(string option, string query, DateTimeOffset end, TimeSpan step, int count, CancellationToken cancellationToken)
    {
        var values = new double[count];
        Array.Fill(values, double.NaN);
        // Prometheus refuses ranges of more points, so a long one is asked for in parts.
        for (var from = 0; from < count; from += QueryRange.MaxPoints)
        {
            var part = Math.Min(QueryRange.MaxPoints, count - from);
            var range = new QueryRange(end - (step * (count - from - part)), step, part);
            var series = 0;
            try
            {
                await client.QueryRangeAsync(query, range, null, MaxAnswerBytes, Take, cancellationToken);
            }
            catch (PrometheusException e)
            {
                throw new InputException(option, e.Message);
            }

            if (series > 1) throw new InputException(option, $"gave {series} series where one is needed: put sum(...) or max(...) around it");

            void Take(MatrixSeries one)
            {
                series++;
                foreach (var point in one.Points)
                {
                    var index = from + (int)Math.Round((point.Time - range.Start) / step);
                    if (index >= from && index < from + part) values[index] = point.Value;
                }
            }
        }

        return values;
    }

    // A rate below zero is no rate; a query of one's own may give it.
    private static double? Known(double value) => double.IsFinite(value) && value >= 0 ? Math.Min(value, LoadCsv.MaxRate) : null;

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
}
