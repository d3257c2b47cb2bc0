namespace ModelMonitor.Cli.Backtest.Input;

/// <summary>What the user gave cannot be used; the message names the place and the fix.</summary>
/// <param name="place">File, line, column or field.</param>
/// <param name="problem">What is wrong and how to put it right.</param>
public sealed class InputException(string place, string problem) : Exception($"{place}: {problem}")
{
    /// <summary>The file's text, when it is no larger than it may be.</summary>
    /// <param name="path">The file; <c>-</c> for standard input.</param>
    /// <param name="maxBytes">Most bytes.</param>
    /// <exception cref="InputException">It is missing, cannot be read, or is larger.</exception>
    public static string ReadFile(string path, long maxBytes)
    {
        try
        {
            using var stream = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
            // Not the file's own length: a pipe has none.
            var bytes = new MemoryStream();
            var buffer = new byte[64 << 10];
            for (int read; (read = stream.Read(buffer)) > 0; bytes.Write(buffer, 0, read))
                if (bytes.Length + read > maxBytes) throw new InputException(path, $"is larger than the {maxBytes >> 20} MiB that are read");
            bytes.Position = 0;
            return new StreamReader(bytes).ReadToEnd();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : $"cannot be read: {e.Message}");
        }
    }
}
