namespace ModelMonitor.Kubernetes;

/// <summary>The program that a kubeconfig's <c>exec</c> names, as it is to be run.</summary>
/// <param name="User">The entry, for messages; with the file that it is from.</param>
/// <param name="Command">The program: a name to look up in <c>PATH</c>, or a full path.</param>
/// <param name="Arguments">Its arguments. They may hold secrets and go into no message.</param>
/// <param name="Environment">Variables to add. They may hold secrets and go into no message.</param>
/// <param name="ApiVersion">The version of <c>ExecCredential</c> to speak.</param>
/// <param name="InstallHint">What to do where the program is missing; may be empty.</param>
/// <param name="Info">The text of <c>KUBERNETES_EXEC_INFO</c>.</param>
internal sealed record ExecCommand(
    string User,
    string Command,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    string ApiVersion,
    string InstallHint,
    Func<string> Info)
{
    /// <summary>Says what is wrong with the program or with what it printed.</summary>
    public ClientConfigException Fault(string what) => new($"{User}: exec command '{Command}': {what}");

    /// <summary>The program's file.</summary>
    /// <remarks>Not left to the runtime, which would also look into the folder that the process happens to be in.</remarks>
    public string FindFile()
    {
        string[] names = OperatingSystem.IsWindows() ? [Command, Command + ".exe"] : [Command];
        var folders = (System.Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var places = Path.IsPathRooted(Command) ? names : folders.Where(Path.IsPathRooted).SelectMany(f => names.Select(n => Path.Combine(f, n)));
        return places.FirstOrDefault(File.Exists)
            ?? throw Fault($"there is no such program{(InstallHint.Length > 0 ? $". {InstallHint.Trim()}" : "")}");
    }

    /// <summary>Nothing that is secret.</summary>
    public override string ToString() => $"{User}: exec command '{Command}'";
}
