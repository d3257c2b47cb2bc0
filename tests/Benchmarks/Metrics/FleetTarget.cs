using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Benchmarks.Metrics;

/// <summary>
/// One scrape target that speaks for a fleet of pods: what their engines expose, by the presets, with the pods' labels already on it
/// (honor_labels), so that a real Prometheus holds the fleet without ten thousand servers.
/// </summary>
internal sealed class FleetTarget : IAsyncDisposable
{
    private static readonly string[] Edges =
        ["0.001", "0.005", "0.01", "0.02", "0.04", "0.06", "0.08", "0.1", "0.25", "0.5", "0.75", "1.0", "2.5", "5.0", "7.5", "10.0", "20.0", "40.0", "80.0", "160.0", "640.0", "2560.0", "+Inf"];

    private readonly WebApplication _app;
    private readonly IReadOnlyList<FleetMonitor> _fleet;
    private long _scrapes;

    private FleetTarget(IReadOnlyList<FleetMonitor> fleet)
    {
        _fleet = fleet;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(http => http.Response.WriteAsync(Text(Interlocked.Increment(ref _scrapes))));
    }

    public string Address => new Uri(_app.Urls.First()).Authority;

    public static async Task<FleetTarget> StartAsync(IReadOnlyList<FleetMonitor> fleet)
    {
        var target = new FleetTarget(fleet);
        await target._app.StartAsync();
        return target;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private string Text(long scrape)
    {
        var text = new StringBuilder();
        foreach (var monitor in _fleet)
        {
            var labels = $"namespace=\"{monitor.Namespace}\",pod=\"{monitor.Pod}\"" + (monitor.Engine.ModelLabel is { } model ? $",{model}=\"m\"" : "");
            foreach (var signal in monitor.Signals)
            {
                var metric = monitor.MetricOf(signal);
                var match = string.Concat(metric.Match.Where(m => m.Operator == MatchOperator.Equal).Select(m => $",{m}"));
                switch (monitor.Engine.Signals[signal].Form)
                {
                    case SignalForm.Gauge:
                        Line(metric.Name, match, 3);
                        break;
                    case SignalForm.Histogram:
                        for (var i = 0; i < Edges.Length; i++) Line(metric.Name + "_bucket", $"{match},le=\"{Edges[i]}\"", scrape * Math.Min(2 * i, 30));
                        Line(metric.Name + "_count", match, scrape * 30);
                        break;
                    default:
                        Line(metric.Name, match, scrape * 30);
                        break;
                }
            }

            void Line(string name, string more, long value) => text.Append(CultureInfo.InvariantCulture, $"{name}{{{labels}{more}}} {value}\n");
        }

        return text.ToString();
    }
}
