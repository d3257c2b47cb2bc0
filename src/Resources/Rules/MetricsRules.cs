using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ModelMonitor.Resources.Rules;

/// <summary>What makes a <see cref="MetricsSpec"/> valid: each rule as CEL, as message and as run-time twin.</summary>
internal static partial class MetricsRules
{
    public const string SourceMessage = $"source must name a metrics source of the operator's configuration, {LabelRule.Form}";

    public const int ModelMax = 256;
    public const string Model = @"self.matches(r'^[^\p{Cc}\p{Cf}]+$')";
    public const string ModelMessage =
        "model must have at least one character and no control or formatting characters; leave it out for all models of the pods";

    public const string ServiceMessage = $"service must name a Service of the monitor's namespace, {LabelRule.Form}";

    public const int PathMax = 256;
    public const string Path = $"self.matches('^{PathPattern}$')";
    public const string PathMessage = "path must begin with / and hold only letters, digits and -._~/, for example /metrics";

    private const string PathPattern = "/[A-Za-z0-9._~/-]*";

    public static void Check(MetricsSpec metrics, string path, List<Violation> found)
    {
        if (metrics.Source is { } source && !LabelRule.Holds(source)) found.Add(new($"{path}.source", SourceMessage));
        if (metrics.Service is { } service && !LabelRule.Holds(service)) found.Add(new($"{path}.service", ServiceMessage));
        if (metrics.Path is { } endpoint && !PathRegex().IsMatch(endpoint)) found.Add(new($"{path}.path", PathMessage));
        if (metrics.Model is { } model && !IsPrintable(model)) found.Add(new($"{path}.model", ModelMessage));
    }

    // Runes, not a .NET regular expression: those see UTF-16 halves and would let formatting characters beyond U+FFFF pass.
    private static bool IsPrintable(string text) =>
        text.Length > 0
        && text.EnumerateRunes().All(r => Rune.GetUnicodeCategory(r) is not (UnicodeCategory.Control or UnicodeCategory.Format));

    [GeneratedRegex("^(?:" + PathPattern + @")\z", RegexOptions.CultureInvariant)]
    private static partial Regex PathRegex();
}
