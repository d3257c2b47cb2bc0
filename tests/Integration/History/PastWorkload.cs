using System.Globalization;
using System.Text;

namespace ModelMonitor.Tests.Integration.History;

/// <summary>
/// A vLLM workload's counters over 31 days up to a fixed moment, as OpenMetrics text. Its rates are constant in each period, so that all
/// sums can be reckoned by hand (docs of <see cref="LongWindowTests"/>).
/// </summary>
internal static class PastWorkload
{
    public static readonly DateTimeOffset End = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset Fine = End.AddHours(-7);

    /// <summary>Requests per second, and shares of them up to 0.5 s, 1 s and 2.5 s.</summary>
    private static readonly (DateTimeOffset Until, double Rate, double Half, double One, double TwoAndHalf)[] Chat1 =
    [
        (End.AddHours(-6), 4, 0.6, 0.99, 1),
        (End.AddHours(-1), 10, 0.5, 0.9, 0.95),
        (DateTimeOffset.MaxValue, 20, 0.2, 0.5, 0.7),
    ];

    private static readonly (DateTimeOffset Until, double Rate, double Half, double One, double TwoAndHalf)[] Chat2 = [(DateTimeOffset.MaxValue, 6, 1, 1, 1)];

    public static string Text()
    {
        var text = new StringBuilder();
        // The container of chat-…-1 was restarted three days ago: its counters began again at 0.
        Write(text, "chat-7d9f-1", Chat1, End.AddDays(-31), End.AddDays(-3).AddMinutes(-1), End.AddDays(-31));
        Write(text, "chat-7d9f-1", Chat1, End.AddDays(-3), End, End.AddDays(-3));
        // Another pod was there for five days only.
        Write(text, "chat-7d9f-2", Chat2, End.AddDays(-15), End.AddDays(-10), End.AddDays(-15));
        // A workload of another name, and one of another namespace.
        Write(text, "other-1", Chat2, End.AddHours(-2), End, End.AddHours(-2));
        Write(text, "chat-7d9f-1", Chat2, End.AddHours(-2), End, End.AddHours(-2), "elsewhere");
        return text.Append("# EOF\n").ToString();
    }

    private static void Write(
        StringBuilder text, string pod, (DateTimeOffset Until, double Rate, double Half, double One, double TwoAndHalf)[] periods,
        DateTimeOffset from, DateTimeOffset to, DateTimeOffset zero, string ns = "llm")
    {
        for (var at = from; at <= to; at += at < Fine ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(15))
        {
            var (half, one, twoAndHalf, all) = (0.0, 0.0, 0.0, 0.0);
            var start = zero;
            foreach (var period in periods)
            {
                var end = period.Until < at ? period.Until : at;
                var requests = Math.Max(0, (end - start).TotalSeconds) * period.Rate;
                (half, one, twoAndHalf, all) = (half + (requests * period.Half), one + (requests * period.One), twoAndHalf + (requests * period.TwoAndHalf), all + requests);
                if (start < end) start = end;
            }

            var labels = $"namespace=\"{ns}\",pod=\"{pod}\",engine=\"0\",model_name=\"llama\"";
            const string Name = "vllm:time_to_first_token_seconds_bucket";
            Line(text, Name, $"{labels},le=\"0.5\"", half, at);
            Line(text, Name, $"{labels},le=\"1.0\"", one, at);
            Line(text, Name, $"{labels},le=\"2.5\"", twoAndHalf, at);
            Line(text, Name, $"{labels},le=\"+Inf\"", all, at);
            Line(text, "vllm:request_success_total", $"{labels},finished_reason=\"stop\"", all * 0.98, at);
            Line(text, "vllm:request_success_total", $"{labels},finished_reason=\"error\"", all * 0.02, at);
        }
    }

    public static void Line(StringBuilder text, string name, string labels, double value, DateTimeOffset at) =>
        text.Append(CultureInfo.InvariantCulture, $"{name}{{{labels}}} {value:R} {at.ToUnixTimeSeconds()}\n");
}
