using System.Text.RegularExpressions;

namespace ModelMonitor.Resources.Rules;

/// <summary>A DNS-1123 label, the form of every name that is ours to choose: objectives and metrics sources.</summary>
internal static partial class LabelRule
{
    public const int Max = 63;
    public const string Cel = $"self.matches('^{Pattern}$')";
    public const string Form = "a DNS-1123 label: lower-case letters, digits and '-', with a letter or digit at both ends";

    private const string Pattern = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";

    public static bool Holds(string text) => Regex().IsMatch(text);

    [GeneratedRegex("^(?:" + Pattern + @")\z", RegexOptions.CultureInvariant)]
    private static partial Regex Regex();
}
