using System.Text.RegularExpressions;

namespace ModelMonitor.Resources.Rules;

/// <summary>What makes a <see cref="TargetReference"/> valid: each rule as CEL, as message and as run-time twin.</summary>
internal static partial class TargetRules
{
    public const int ApiVersionMax = 128;
    public const string ApiVersion = $"self.matches('^{ApiVersionPattern}$')";
    public const string ApiVersionMessage = "apiVersion must be a group and version, for example apps/v1, or a version alone for the core group";

    public const int KindMax = 63;
    public const string Kind = $"self.matches('^{KindPattern}$')";
    public const string KindMessage = "kind must be a kind in CamelCase, for example Deployment";

    public const int NameMax = 253;
    public const string Name = $"self.matches('^{SubdomainPattern}$')";
    public const string NameMessage =
        "name must be a DNS-1123 subdomain: lower-case letters, digits, '-' and '.', with a letter or digit at both ends of each part";

    private const string SubdomainPattern = "[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
    private const string ApiVersionPattern = $"({SubdomainPattern}/)?v[0-9]{{1,3}}((alpha|beta)[0-9]{{1,3}})?";
    private const string KindPattern = "[A-Z][A-Za-z0-9]*";

    public static void Check(TargetReference target, string path, List<Violation> found)
    {
        if (!ApiVersionRegex().IsMatch(target.ApiVersion)) found.Add(new($"{path}.apiVersion", ApiVersionMessage));
        if (!KindRegex().IsMatch(target.Kind)) found.Add(new($"{path}.kind", KindMessage));
        if (!NameRegex().IsMatch(target.Name)) found.Add(new($"{path}.name", NameMessage));
    }

    [GeneratedRegex("^(?:" + ApiVersionPattern + @")\z", RegexOptions.CultureInvariant)]
    private static partial Regex ApiVersionRegex();

    [GeneratedRegex("^(?:" + KindPattern + @")\z", RegexOptions.CultureInvariant)]
    private static partial Regex KindRegex();

    [GeneratedRegex("^(?:" + SubdomainPattern + @")\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameRegex();
}
