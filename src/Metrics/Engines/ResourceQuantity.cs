using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelMonitor.Metrics;

/// <summary>CPU and memory as Kubernetes writes them, read without a culture. Only what a container can have: no signs, no exponents.</summary>
internal static partial class ResourceQuantity
{
    private const decimal Mebibyte = 1 << 20;

    private static readonly Dictionary<string, decimal> Bytes = new()
    {
        [""] = 1,
        ["k"] = 1e3m,
        ["M"] = 1e6m,
        ["G"] = 1e9m,
        ["T"] = 1e12m,
        ["Ki"] = 1 << 10,
        ["Mi"] = 1 << 20,
        ["Gi"] = 1 << 30,
        ["Ti"] = 1L << 40,
    };

    /// <summary>Whether it is a share of a core to 64 cores, to the thousandth: <c>100m</c>, <c>0.5</c>, <c>2</c>.</summary>
    public static bool IsCpu(string text) => TryParse(text, out var number, out var suffix) && suffix switch
    {
        "" => number is >= 0.001m and <= 64,
        "m" => number is >= 1 and <= 64_000 && number == Math.Floor(number),
        _ => false,
    };

    /// <summary>Whether it is 4Mi to 64Gi: less than the least is a forgotten suffix.</summary>
    public static bool IsMemory(string text) =>
        TryParse(text, out var number, out var suffix) && Bytes.TryGetValue(suffix, out var unit)
        && number * unit is >= 4 * Mebibyte and <= 64 * 1024 * Mebibyte;

    private static bool TryParse(string text, out decimal number, out string suffix)
    {
        var parts = Form().Match(text);
        (number, suffix) = (0, parts.Groups["suffix"].Value);
        return parts.Success && decimal.TryParse(parts.Groups["number"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    [GeneratedRegex(@"^(?<number>[0-9]{1,12}(\.[0-9]{1,3})?)(?<suffix>[A-Za-z]{0,2})\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
