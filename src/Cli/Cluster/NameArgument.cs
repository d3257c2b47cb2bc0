using System.CommandLine;
using System.CommandLine.Parsing;
using ModelMonitor.Cli.Shell;

namespace ModelMonitor.Cli.Cluster;

/// <summary>The names of ModelMonitors on a command line: completed from the cluster, and never a slip of a flag.</summary>
internal static class NameArgument
{
    /// <summary>One name.</summary>
    /// <param name="options">The options that say which cluster and namespace.</param>
    public static Argument<string> One(ClusterOptions options) => Of(new Argument<string>("NAME") { Description = "Name of the ModelMonitor." }, options);

    /// <summary>Any number of names.</summary>
    /// <param name="options">The options that say which cluster and namespace.</param>
    public static Argument<string[]> Many(ClusterOptions options) =>
        Of(new Argument<string[]>("NAME") { Description = "Names of ModelMonitors. Left out: all.", Arity = ArgumentArity.ZeroOrMore }, options);

    /// <summary>Refuses what looks like a flag: no object is called so, and the parser takes every unknown flag for a name.</summary>
    /// <param name="given">The command.</param>
    /// <param name="names">The names that were given.</param>
    public static void Check(CommandResult given, IEnumerable<string> names)
    {
        foreach (var name in names.Where(n => n.StartsWith('-'))) given.AddError($"unknown flag: '{name}'");
    }

    private static T Of<T>(T argument, ClusterOptions options)
        where T : Argument
    {
        argument.CompletionSources.Add(NameCompletion.Source(options));
        return argument;
    }
}
