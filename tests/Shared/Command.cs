using System.Diagnostics;
using System.Text;

namespace ModelMonitor.Tests;

/// <summary>Runs a program to its end and gives what it printed.</summary>
public static class Command
{
    /// <summary>Runs a program; anything but exit code 0 is an exception with its last words.</summary>
    /// <param name="file">The program.</param>
    /// <param name="arguments">Its arguments, passed as they are.</param>
    /// <param name="input">Its standard input, or null for none.</param>
    /// <param name="environment">Variables to add.</param>
    /// <param name="progress">Gets each line of standard error as it comes.</param>
    /// <param name="cancellationToken">Kills the program.</param>
    /// <returns>Standard output.</returns>
    public static async Task<string> RunAsync(
        string file,
        IEnumerable<string> arguments,
        string? input = null,
        IReadOnlyDictionary<string, string>? environment = null,
        Action<string>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        using var process = new Process { StartInfo = start };
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null) return;
            lock (errors) errors.AppendLine(line.Data);
            progress?.Invoke(line.Data);
        };
        process.Start();
        process.BeginErrorReadLine();
        try
        {
            if (input is not null) await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode == 0) return output;
            string last;
            lock (errors) last = errors.ToString();
            throw new InvalidOperationException(
                $"{Path.GetFileName(file)} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}:\n{output}{last}");
        }
        catch (OperationCanceledException)
        {
            // SIGTERM would let it clean up, but .NET cannot send it; whoever started a cluster takes it down by name.
            process.Kill(entireProcessTree: false);
            throw;
        }
    }
}
