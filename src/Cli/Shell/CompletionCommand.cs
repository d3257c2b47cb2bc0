using System.CommandLine;

namespace ModelMonitor.Cli.Shell;

/// <summary>
/// <c>completion</c>: scripts for shells, and the hidden <c>__complete</c> that they ask. kubectl asks the same of a program named
/// <c>kubectl_complete-modelmonitor</c>, by the protocol of cobra: a word a line, and a last line <c>:4</c> (no file names).
/// </summary>
internal static class CompletionCommand
{
    private const string Program = "kubectl-modelmonitor";

    private const string NoFiles = ":4";

    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            # bash completion for kubectl-modelmonitor: source <(kubectl-modelmonitor completion bash)
            _kubectl_modelmonitor() {
                local IFS=$'\n'
                COMPREPLY=($(kubectl-modelmonitor __complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | grep -v '^:'))
            }
            complete -o default -F _kubectl_modelmonitor kubectl-modelmonitor
            """,
        ["zsh"] = """
            #compdef kubectl-modelmonitor
            # zsh completion for kubectl-modelmonitor: source <(kubectl-modelmonitor completion zsh)
            _kubectl_modelmonitor() {
                local -a found
                found=(${(f)"$(kubectl-modelmonitor __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null | grep -v '^:')"})
                compadd -a found
            }
            compdef _kubectl_modelmonitor kubectl-modelmonitor
            """,
        ["fish"] = """
            # fish completion for kubectl-modelmonitor: kubectl-modelmonitor completion fish | source
            function __kubectl_modelmonitor_complete
                set -l words (commandline -opc) (commandline -ct)
                kubectl-modelmonitor __complete -- $words[2..-1] 2>/dev/null | string match -v ':*'
            end
            complete -c kubectl-modelmonitor -f -a '(__kubectl_modelmonitor_complete)'
            """,
        ["kubectl"] = """
            #!/bin/sh
            # Lets kubectl complete "kubectl modelmonitor": save it as kubectl_complete-modelmonitor on the PATH and make it executable.
            exec kubectl-modelmonitor __complete -- "$@"
            """,
    };

    /// <summary>Creates the command that prints a script.</summary>
    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish; kubectl for the program that kubectl's own completion asks." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "Prints a script that completes words in a shell.") { shell };
        command.SetAction(given =>
        {
            given.InvocationConfiguration.Output.WriteLine(Scripts[given.GetValue(shell)!].ReplaceLineEndings("\n"));
            return 0;
        });
        return command;
    }

    /// <summary>Creates the hidden command that the scripts ask.</summary>
    /// <param name="root">The whole command line.</param>
    public static Command CreateHidden(RootCommand root)
    {
        var words = new Argument<string[]>("WORDS") { Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("__complete", "Completes the last word.") { words };
        command.Hidden = true;
        command.SetAction(given =>
        {
            var output = given.InvocationConfiguration.Output;
            foreach (var one in Complete(root, given.GetValue(words) ?? [])) output.WriteLine(one);
            output.WriteLine(NoFiles);
            return 0;
        });
        return command;
    }

    /// <summary>What the last word may become.</summary>
    /// <param name="root">The whole command line.</param>
    /// <param name="words">The words after the program's name; the last one is the one to complete, perhaps empty.</param>
    public static IEnumerable<string> Complete(RootCommand root, IReadOnlyList<string> words)
    {
        var last = words.Count == 0 ? "" : words[^1];
        // As a line with the cursor at its end: only so an empty last word is known to be a new one.
        var line = string.Join(' ', words.Take(words.Count - 1).Prepend(Program).Select(Quoted)) + " " + last;
        return root.Parse(line).GetCompletions(line.Length)
            .Select(c => c.InsertText ?? c.Label)
            .Where(c => c.StartsWith(last, StringComparison.Ordinal) && !c.StartsWith('/') && c is not ("-?" or "__complete"))
            .Distinct();
    }

    private static string Quoted(string word) => word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word;
}
