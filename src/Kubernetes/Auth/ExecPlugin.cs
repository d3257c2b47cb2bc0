using System.ComponentModel;
using System.Diagnostics;

namespace ModelMonitor.Kubernetes;

/// <summary>Runs the program of an <see cref="ExecCommand"/> to its end.</summary>
internal static class ExecPlugin
{
    /// <summary>Most bytes that the program may print.</summary>
    public const int MaxOutput = 1024 * 1024;

    /// <summary>What the program printed.</summary>
    /// <exception cref="ClientConfigException">It is missing, failed, took too long or printed too much.</exception>
    public static async Task<byte[]> RunAsync(ExecCommand command, TimeProvider time)
    {
        using var process = Start(command);
        using var late = new CancellationTokenSource(ExecCredentialSource.Deadline, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(late.Token);
        // Both at once: a program that waits for room in the one pipe would never close the other.
        var output = ReadAsync(process.StandardOutput.BaseStream, end);
        var errors = ReadAsync(process.StandardError.BaseStream, end);
        try
        {
            process.StandardInput.Close();
            // The reads end with the token too: a child of the program may keep its pipes open.
            await Task.WhenAll(output, errors, process.WaitForExitAsync(end.Token));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: false);
            throw command.Fault(late.IsCancellationRequested
                ? $"did not end within {ExecCredentialSource.Deadline.TotalSeconds:0} s"
                : $"printed more than {MaxOutput} bytes");
        }

        if (process.ExitCode == 0) return await output;
        var words = (await errors).Length;
        throw command.Fault($"ended with {process.ExitCode}{(words == 0 ? "" : "; its error text may hold secrets and is not shown: run it by hand")}");
    }

    private static Process Start(ExecCommand command)
    {
        var start = new ProcessStartInfo(command.FindFile(), command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in command.Environment) start.Environment[name] = value;
        start.Environment["KUBERNETES_EXEC_INFO"] = command.Info();
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw command.Fault($"cannot be started (error {e.NativeErrorCode})");
        }
    }

    /// <summary>What the stream has; ends everything where it is too much.</summary>
    private static async Task<byte[]> ReadAsync(Stream stream, CancellationTokenSource end)
    {
        using var text = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await stream.ReadAsync(buffer, end.Token)) > 0)
        {
            text.Write(buffer, 0, count);
            if (text.Length <= MaxOutput) continue;
            await end.CancelAsync();
            break;
        }

        return text.ToArray();
    }
}
