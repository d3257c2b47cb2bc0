using System.Text.RegularExpressions;

namespace ModelMonitor.Metrics;

/// <summary>What counts as a container image that stays the same: registry, repository, and a digest or a tag that is not <c>latest</c>.</summary>
public static partial class ImageReference
{
    /// <summary>Most characters of a reference.</summary>
    public const int MaxLength = 512;

    /// <summary>What is expected of a pinned reference, for messages.</summary>
    public const string Expected =
        "registry/repository:tag or registry/repository@sha256:<64 hexadecimal digits> is expected, in lower case and not latest, for example registry.example.com/gpu/exporter:1.2.3";

    // The registry must be one (a dot, a port or localhost), so that nothing is completed by a container runtime's own list of registries.
    private const string Repository = "(localhost|[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)+)(:[0-9]{1,5})?(/[a-z0-9]+([._-]+[a-z0-9]+)*)+";

    private const string Digest = "@sha256:[0-9a-f]{64}";

    private const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    /// <summary>Whether it is pinned: by digest, by a tag that is not <c>latest</c>, or by both.</summary>
    /// <param name="text">Whatever somebody wrote.</param>
    public static bool IsPinned(string? text) => text is { Length: <= MaxLength } && Pinned().Match(text) is { Success: true } parts
        && !parts.Groups["tag"].Value.Equals("latest", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it names an image by digest.</summary>
    /// <param name="text">Whatever somebody wrote.</param>
    public static bool HasDigest(string? text) => IsPinned(text) && text!.Contains('@');

    /// <summary>Whether it ends in <c>/*</c> behind a registry, or a registry and a path: all images below.</summary>
    /// <param name="text">Whatever somebody wrote.</param>
    public static bool IsPrefix(string? text) => text is { Length: <= MaxLength } && Prefix().IsMatch(text);

    [GeneratedRegex("^" + Repository + "((:(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))(" + Digest + ")?|" + Digest + @")\z", Options)]
    private static partial Regex Pinned();

    [GeneratedRegex("^(localhost|[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)+)(:[0-9]{1,5})?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*/[*]\\z", Options)]
    private static partial Regex Prefix();
}
