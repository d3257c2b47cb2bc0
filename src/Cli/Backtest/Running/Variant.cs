using System.Globalization;
using ModelMonitor.Cli.Backtest.Input;
using ModelMonitor.Cli.Backtest.Results;
using ModelMonitor.Decisions;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;
using ModelMonitor.Simulation;

namespace ModelMonitor.Cli.Backtest.Running;

/// <summary>Something to compare the monitor with: the same with other limits, or another scaler.</summary>
/// <param name="Name">What the table calls it: the option's own text.</param>
/// <param name="Limits">Limits of scaling.</param>
/// <param name="Scaler">Makes the other scaler for one simulation; null for the monitor itself.</param>
public sealed record Variant(string Name, ScalingLimits Limits, Func<IScalingPolicy>? Scaler)
{
    private const int MaxReplicas = 1000;
    private const string MinReplicasKey = "minReplicas";
    private const string MaxReplicasKey = "maxReplicas";
    private const string ReserveKey = "reserve";
    private const string FixedKey = "fixed";

    private static readonly Dictionary<string, Func<double, IScalingPolicy>> Scalers = new()
    {
        ["hpa-in-flight"] = target => new HpaPolicy(HpaSignal.InFlight, target),
        ["hpa-rps"] = target => new HpaPolicy(HpaSignal.Arrivals, target),
        ["hpa-gpu"] = target => new HpaPolicy(HpaSignal.GpuUse, target),
        ["keda-waiting"] = target => new KedaWaitingPolicy(target),
        ["kpa"] = target => new KnativePolicy(target),
        [FixedKey] = target => new FixedPoolPolicy((int)target),
    };

    /// <summary>The keys that a variant may have.</summary>
    public static string Keys { get; } = string.Join(", ", [MinReplicasKey, MaxReplicasKey, ReserveKey, .. Scalers.Keys]);

    /// <summary>Reads a variant.</summary>
    /// <param name="text">Pairs of key and value, as in <c>minReplicas=2,reserve=20%</c> or <c>hpa-rps=3</c>.</param>
    /// <param name="written">The limits of the monitor as written.</param>
    /// <exception cref="InputException">A pair is none, or the limits do not fit together.</exception>
    public static Variant Parse(string text, ScalingLimits written)
    {
        var (limits, seen) = (written, new HashSet<string>());
        Func<IScalingPolicy>? scaler = null;
        foreach (var pair in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = pair.Split('=', 2, StringSplitOptions.TrimEntries) is [var left, var right] ? (left, right) : (pair, "");
            if (!seen.Add(key)) throw Fault(text, $"{key} is there twice");
            if (Scalers.TryGetValue(key, out var make))
            {
                if (scaler is not null) throw Fault(text, "names two scalers; make them two variants");
                var target = key == FixedKey ? Whole(text, key, value, 1) : Positive(text, key, value);
                scaler = () => make(target);
                if (key == FixedKey) limits = limits with { MinReplicas = 0, MaxReplicas = MaxReplicas };
            }
            else
            {
                limits = key switch
                {
                    MinReplicasKey => limits with { MinReplicas = Whole(text, key, value, 1) },
                    MaxReplicasKey => limits with { MaxReplicas = Whole(text, key, value, 1) },
                    ReserveKey => ReserveOf(limits, text, value),
                    _ => throw Fault(text, $"'{key}' is no key; there are {Keys}"),
                };
            }
        }

        if (seen.Count == 0) throw Fault(text, $"is empty; write pairs of {Keys}, such as minReplicas=2");
        if (limits.MinReplicas > limits.MaxReplicas)
            throw Fault(text, Texts.Line($"minReplicas {limits.MinReplicas} is above maxReplicas {limits.MaxReplicas}; give both"));
        if (scaler is not null && seen.Contains(ReserveKey)) throw Fault(text, "reserve is ModelMonitor's alone; leave it out beside another scaler");
        return new(text, limits, scaler);
    }

    private static ScalingLimits ReserveOf(ScalingLimits limits, string text, string value)
    {
        var given = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var pods) ? IntOrString.FromInteger(pods) : IntOrString.FromString(value);
        return Reserve.TryParse(given, out var reserve)
            ? limits with { ReservePods = reserve.Pods, ReserveShare = reserve.Share }
            : throw Fault(text, $"{ReserveKey} is a number of pods to {Reserve.Max}, or a percentage such as 20%, not '{value}'");
    }

    private static int Whole(string text, string key, string value, int least) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= MaxReplicas
            ? number
            : throw Fault(text, $"{key} is a whole number from {least} to {MaxReplicas}, not '{value}'");

    private static double Positive(string text, string key, string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 1e6
            ? number
            : throw Fault(text, $"{key} is a number above 0, not '{value}'");

    private static InputException Fault(string text, string problem) => new($"--variant \"{text}\"", problem);
}
