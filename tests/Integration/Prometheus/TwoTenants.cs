using System.Globalization;
using System.Text;

namespace ModelMonitor.Tests.Integration.Prometheus;

/// <summary>
/// Two real Prometheus servers with the same two hours of samples of namespace a; the one holds samples of namespace b besides. Whatever
/// they answer differently to one query at one time comes from b.
/// </summary>
public sealed class TwoTenants : IAsyncLifetime
{
    private const int Step = 15;
    private static readonly long Start = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 3600 * 3600 - (5 * 3600);
    private PrometheusProcess? _alone;
    private PrometheusProcess? _both;

    /// <summary>When queries are evaluated: within the samples.</summary>
    public static long At => Start + 7000;

    /// <summary>Holds a alone.</summary>
    internal PrometheusProcess Alone => _alone!;

    /// <summary>Holds a and b.</summary>
    internal PrometheusProcess Both => _both!;

    public async ValueTask InitializeAsync()
    {
        const string nothing = "scrape_configs: []\n";
        _alone = await PrometheusProcess.StartAsync(nothing, History("a"));
        _both = await PrometheusProcess.StartAsync(nothing, History("a", "b"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_alone is not null) await _alone.DisposeAsync();
        if (_both is not null) await _both.DisposeAsync();
    }

    private static string History(params string[] namespaces)
    {
        var text = new StringBuilder();
        Family("requests", "counter", "_total", ["outcome=\"ok\"", "outcome=\"bad\""], (t, p) => t * (p + 1));
        Family("temperature", "gauge", "", ["outcome=\"\""], (t, p) => 20 + (p * 40) + (t / Step % 7));
        Family("up", "gauge", "", ["job=\"x\""], (_, _) => 1);
        Family("a:b", "gauge", "", ["job=\"x\""], (t, p) => t + p);
        Family("latency_bucket", "gauge", "", ["le=\"0.5\"", "le=\"1\"", "le=\"+Inf\""], (t, p) => t * (p + 2));
        return text.Append("# EOF\n").ToString();

        void Family(string name, string type, string suffix, string[] parts, Func<long, int, double> value)
        {
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {type}\n");
            foreach (var ns in namespaces)
            {
                for (var pod = 0; pod < 2; pod++)
                {
                    for (var part = 0; part < parts.Length; part++)
                    {
                        for (long t = 0; t <= 7200; t += Step)
                            text.Append(CultureInfo.InvariantCulture, $"{name}{suffix}{{namespace=\"{ns}\",pod=\"p{pod}\",{parts[part]}}} {value(t, (pod * 3) + part + (ns == "b" ? 7 : 0))} {Start + t}\n");
                    }
                }
            }
        }
    }
}
