namespace ModelMonitor.Tests.Cli.Backtest;

/// <summary>A monitor and a load that tests share.</summary>
internal static class Samples
{
    public const string Monitor = """
        apiVersion: modelmonitor.dev/v1alpha1
        kind: ModelMonitor
        metadata: {name: chat, namespace: llm}
        spec:
          targetRef: {name: chat}
          engine: vllm
          objectives:
          - name: first-token
            indicator: time-to-first-token
            below: 1s
            budget: {target: 99%, window: 30d}
          scaling: {minReplicas: 2, maxReplicas: 12}
        """;

    /// <summary>Two hours in steps of a minute: a wave between 4 and 20 requests per second, with four replicas.</summary>
    public static string Load(string more = "") => "time,requests_per_second,replicas\n" + string.Concat(Enumerable.Range(0, 120).Select(n =>
        FormattableString.Invariant($"{n * 60},{12 - (8 * Math.Cos(n / 60.0 * Math.PI)):0.###},4\n"))) + more;
}
