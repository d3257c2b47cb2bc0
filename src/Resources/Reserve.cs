using System.Globalization;
using System.Text.RegularExpressions;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Resources;

/// <summary>Reads a reserve of pods: a number of them, or a percentage of what the load needs.</summary>
public static partial class Reserve
{
    /// <summary>A percentage from 0 to 1000; RE2 and .NET alike, without anchors.</summary>
    public const string PercentPattern = "([0-9]{1,3}|1000)%";

    /// <summary>Most pods, and most percent.</summary>
    public const int Max = 1000;

    /// <summary>Reads a reserve.</summary>
    /// <param name="value">The reserve as the spec gives it.</param>
    /// <param name="reserve">The pods (0 to 1000) and the share (0 to 10), one of which is 0, when it is one.</param>
    /// <returns>Whether the reserve has the form and range of one of the two.</returns>
    public static bool TryParse(IntOrString value, out (int Pods, double Share) reserve)
    {
        reserve = default;
        if (value.Text is not { } text) return false;
        if (value.IsInteger)
        {
            if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var pods) || pods is < 0 or > Max) return false;
            reserve.Pods = pods;
            return true;
        }

        if (!Percent().IsMatch(text)) return false;
        reserve.Share = int.Parse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture) / 100.0;
        return true;
    }

    [GeneratedRegex("^(?:" + PercentPattern + @")\z", RegexOptions.CultureInvariant)]
    private static partial Regex Percent();
}
