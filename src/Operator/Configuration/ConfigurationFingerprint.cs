using System.Security.Cryptography;
using System.Text;

namespace ModelMonitor.Operator.Configuration;

/// <summary>What the files of a configuration hold, in a few bytes. By content, not by time: a ConfigMap volume swaps symbolic links.</summary>
/// <param name="File">Of the configuration file; empty where it cannot be read.</param>
/// <param name="Presets">Of the folder of presets; empty where there is none or it cannot be read.</param>
public sealed record ConfigurationFingerprint(string File, string Presets)
{
    /// <summary>Takes it.</summary>
    /// <param name="file">The configuration file.</param>
    /// <param name="presetsFolder">The folder of presets, or null.</param>
    public static ConfigurationFingerprint Of(string file, string? presetsFolder) => new(
        Attempt(() => Convert.ToHexString(SHA256.HashData(System.IO.File.ReadAllBytes(file)))),
        presetsFolder is null ? "" : Attempt(() => OfFolder(presetsFolder)));

    private static string OfFolder(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.GetFiles(folder, "*.yaml").Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{Path.GetFileName(file)}\0"));
            hash.AppendData(SHA256.HashData(System.IO.File.ReadAllBytes(file)));
        }

        return Convert.ToHexString(hash.GetCurrentHash());
    }

    private static string Attempt(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
