namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>O7 and O11: the processes live on, and keep their secrets. These two read the operators' own words.</summary>
public static class ProcessOracles
{
    // What the runtime and the hosting print when nobody caught an exception.
    private static readonly string[] Uncaught = ["Unhandled exception", "UnobservedTaskException", "unobserved", "Process terminated", "Fatal error"];

    /// <summary>O7: no process ended unless the test ended it, and none met an exception that nobody caught.</summary>
    /// <param name="ends">What ended by itself, in words.</param>
    /// <param name="logs">Each process's name and log.</param>
    public static IEnumerable<string> LiveOn(IEnumerable<string> ends, IEnumerable<(string Name, string Text)> logs)
    {
        foreach (var end in ends) yield return $"O7: {end}";
        foreach (var (name, text) in logs)
            foreach (var line in text.Split('\n'))
                if (Uncaught.Any(u => line.Contains(u, StringComparison.OrdinalIgnoreCase)))
                    yield return $"O7: {name}: {line}";
    }

    /// <summary>O11: no secret stands where others can read it.</summary>
    /// <param name="secrets">The secrets.</param>
    /// <param name="places">Each place's name and all its text.</param>
    public static IEnumerable<string> KeepSecrets(IEnumerable<string> secrets, IEnumerable<(string Name, string Text)> places) =>
        from place in places
        from secret in secrets
        let part = SecretPartOf(secret)
        where place.Text.Contains(part, StringComparison.Ordinal)
        select $"O11: a token stands in {place.Name}";

    // The last part of a token is its signature: the part that must stay secret and that no identifier holds.
    private static string SecretPartOf(string token) => token[(token.LastIndexOf('.') + 1)..];
}
