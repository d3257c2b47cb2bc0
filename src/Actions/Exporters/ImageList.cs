using System.Text.RegularExpressions;

namespace ModelMonitor.Actions;

/// <summary>The images that an administrator allows monitors to choose.</summary>
public static partial class ImageList
{
    /// <summary>Whether a list allows an image.</summary>
    /// <param name="allowed">
    /// Whole references, which allow themselves, and prefixes that end in <c>/*</c>, which allow every repository below by its digest. Other
    /// uses of <c>*</c> allow nothing.
    /// </param>
    /// <param name="image">The image reference, untrusted.</param>
    public static bool Allows(IEnumerable<string> allowed, string image) => allowed.Any(entry => Allows(entry, image));

    private static bool Allows(string entry, string image)
    {
        if (!entry.EndsWith("/*", StringComparison.Ordinal)) return entry.Length > 0 && !entry.Contains('*', StringComparison.Ordinal) && entry == image;
        var prefix = entry[..^1];
        return image.StartsWith(prefix, StringComparison.Ordinal) && Prefix().IsMatch(prefix) && Below().IsMatch(image.AsSpan(prefix.Length));
    }

    // A registry first, so that a runtime's own list of registries completes nothing; then whole path segments. No tag, which can be moved.
    [GeneratedRegex(@"^(?:localhost|[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:[.][a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+)(?::[0-9]{1,5})?/(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"^[a-z0-9]+(?:[._-][a-z0-9]+)*(?:/[a-z0-9]+(?:[._-][a-z0-9]+)*)*@sha256:[0-9a-f]{64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Below();
}
